// Finding files: the box, what is offered while one types, what the found have in common, ranges, what is kept and taken out.
import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { start } from "./site.js";

const markup = `<img src=x onerror=window.hit=1>"'\u202e`;
let site, page;

before(async () => {
  site = await start();
  page = await site.visitor();
  await site.signIn(page, "admin");
  const folder = join(site.home, "instrument");
  await mkdir(folder);
  for (let number = 0; number < 12; number++) await writeFile(join(folder, `gold_${String(number).padStart(2, "0")}.txt`), `${number}`.repeat(number + 1));
  await writeFile(join(folder, "silver.txt"), "silver");
  await site.experiment(page, "alloys", folder, 13);
  const files = (await site.api(page, "GET", "/api/experiments/alloys/files")).items;
  for (const [place, { path }] of files.entries()) {
    const set = { acceleration_voltage: `${80 + place * 10} kV`, operator: place % 2 ? "Jane Doe" : "John", note: place === 3 ? markup : null };
    await site.api(page, "POST", "/api/experiments/alloys/metadata", { paths: [path], set });
  }
  while ((await site.api(page, "GET", "/api/search?q=acceleration_voltage%3E0kV")).total < 13) await new Promise(done => setTimeout(done, 100));
});

after(() => site?.stop());

const count = () => page.locator("#found").textContent();

test("what one types is completed by keyboard, key and value", async () => {
  await page.goto(site.at("/"));
  await page.goto(site.at("/search"));
  const box = page.getByRole("combobox", { name: "Search all files" });
  await box.pressSequentially("operat");
  await page.getByRole("option", { name: /^operator:/ }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  assert.equal(await box.inputValue(), "operator:");
  await box.pressSequentially("ja");
  await page.getByRole("option", { name: /Jane Doe/ }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Tab");
  assert.equal(await box.inputValue(), 'operator:"Jane Doe" ');
  await page.keyboard.press("Enter");
  await page.waitForURL("**/search?q=operator*");
  assert.equal(await count(), "6 files");
});

test("a value beside the found narrows them down, and is taken out again", async () => {
  await page.goto(site.at("/search?q=gold"));
  assert.equal(await count(), "12 files");
  await page.locator("aside").getByRole("link", { name: /Jane Doe/ }).click();
  await page.getByRole("heading", { name: "6 files" }).waitFor();
  await page.locator("aside").getByRole("link", { name: /Jane Doe/ }).click();
  await page.getByRole("heading", { name: "12 files" }).waitFor();
});

test("a range is typed into its fields, or drawn over the bars", async () => {
  await page.goto(site.at("/search?q=gold"));
  await page.getByLabel("acceleration voltage from, in kV").fill("100");
  await page.getByLabel("acceleration voltage to, in kV").fill("120");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "3 files" }).waitFor();
  assert.equal(await page.getByRole("searchbox", { name: "Search all files" }).or(page.getByRole("combobox", { name: "Search all files" })).inputValue(), "gold acceleration_voltage:100..120kV");
  await page.goto(site.at("/search?q=gold"));
  const bars = await page.getByRole("img", { name: /^acceleration voltage/ }).boundingBox();
  await page.mouse.move(bars.x + 2, bars.y + 20);
  await page.mouse.down();
  await page.mouse.move(bars.x + bars.width / 2, bars.y + 20, { steps: 5 });
  await page.mouse.up();
  await page.waitForURL(/acceleration_voltage/);
  assert.match(await count(), /^[4-7] files$/);
});

test("the table has what was asked for and sorts by it", async () => {
  await page.goto(site.at("/search?q=" + encodeURIComponent("acceleration_voltage>0.1MV gold") + "&view=table"));
  await page.getByRole("link", { name: "acceleration voltage" }).click();
  await page.getByRole("columnheader", { name: /acceleration voltage ↓/ }).waitFor();
  assert.equal(await page.locator("tbody tr").first().locator("td").last().textContent(), "190 kV");
  await page.getByRole("link", { name: /acceleration voltage/ }).click();
  await page.getByRole("columnheader", { name: /acceleration voltage ↑/ }).waitFor();
  assert.equal(await page.locator("tbody tr").first().locator("td").last().textContent(), "110 kV");
});

test("what cannot be understood is underlined where it is", async () => {
  await page.goto(site.at("/search?q=" + encodeURIComponent("gold voltage:5nm")));
  assert.match(await page.getByRole("alert").textContent(), /acceleration_voltage is measured in kV/);
  assert.equal(await page.locator(".fault mark").textContent(), "5nm");
});

test("a search is kept, used and forgotten", async () => {
  await page.goto(site.at("/search?q=silver"));
  await page.getByText("Keep or take out").click();
  await page.getByLabel("Keep this search as").fill(`all ${markup}`.slice(0, 40));
  await page.getByRole("button", { name: "Keep it" }).click();
  await page.getByRole("heading", { name: "Searches that are kept" }).waitFor();
  await page.locator(".saved a").click();
  await page.getByRole("heading", { name: "1 file" }).waitFor();
  await page.locator(".saved").getByRole("button").click();
  await page.waitForFunction(() => !document.querySelector(".saved"));
});

test("all that was found comes as a table", async () => {
  await page.goto(site.at("/search?q=gold"));
  await page.getByText("Keep or take out").click();
  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name: "Take all out as a table (CSV)" }).click();
  const lines = (await readFile(await (await coming).path(), "utf8")).trim().split("\r\n");
  assert.equal(lines.length, 13);
});

test("it works without a script, and markup stays text", async () => {
  const plain = await site.visitor({ javaScriptEnabled: false });
  await site.signIn(plain, "admin");
  await plain.getByRole("searchbox", { name: "Search all files" }).fill(markup);
  await plain.getByRole("button", { name: "Search", exact: true }).click();
  await plain.waitForURL("**/search?q=*");
  await page.goto(site.at("/search?q=" + encodeURIComponent(`note:"onerror" ${markup}`)));
  await page.goto(site.at("/search?q=has:note&view=table&sort=note"));
  assert.equal(await page.evaluate(() => window.hit), undefined);
  assert.deepEqual(site.complaints, []);
});
