// The way of a newcomer, from the printed link to a file that comes down.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { password, start } from "./site.js";

const odd = "50% & #1 größer.tif";
const content = "the bytes of an image";
let site, page;

before(async () => {
  site = await start({ hasPassword: false });
  await mkdir(join(site.home, "instrument", "run 1"), { recursive: true });
  await writeFile(join(site.home, "instrument", "run 1", odd), content);
  page = await site.visitor();
});

after(() => site?.stop());

test("the printed link sets the first password, and its token never travels in an address", async () => {
  const asked = [];
  page.on("request", request => asked.push(request.url()));
  await page.goto(site.link);
  assert.equal(await page.getByLabel("One-time token").inputValue(), site.link.split("#")[1]);
  assert.ok(!page.url().includes("#"));
  await page.getByLabel("New password").fill(password);
  await page.getByRole("button", { name: "Set the password" }).click();
  await page.getByText("The password is set").waitFor();
  assert.ok(!asked.some(address => new URL(address).search.includes("dewar_") || new URL(address).pathname.includes("dewar_")));
});

test("a wrong password says so, the right one leads to where one wanted to go", async () => {
  await page.goto(site.at("/experiments?text=x"));
  await site.identify(page, "admin", "not the password");
  await page.getByRole("alert").getByText("The name or the password is wrong").waitFor();
  await site.identify(page, "admin");
  await page.waitForURL("**/experiments?text=x");
  await page.getByRole("heading", { name: "Experiments", level: 1 }).waitFor();
});

test("an experiment is made, fed by an upload, browsed live, and a file comes down as it was", async () => {
  await page.getByRole("link", { name: "New experiment" }).click();
  await page.getByLabel("Name").fill("first-light");
  await page.getByLabel("Type").fill("imaging");
  await page.getByLabel("Title").fill("First light");
  await page.getByRole("button", { name: "Make the experiment" }).click();
  await page.getByRole("heading", { name: "First light" }).waitFor();

  await page.getByRole("link", { name: "Bring files" }).click();
  await page.getByLabel("Take what is in it, once").check();
  await page.getByLabel("Take from").fill(join(site.home, "instrument"));
  await page.getByLabel("Quiet time").fill("0.2");
  await page.getByRole("button", { name: "Start" }).click();

  await page.getByRole("heading", { name: "Upload", level: 1 }).waitFor();
  await page.getByText("done", { exact: true }).first().waitFor();
  await page.getByRole("navigation", { name: "Way" }).getByRole("link", { name: "first-light" }).click();
  // Appears without a reload.
  await page.getByRole("link", { name: "run 1/" }).click();
  await page.getByRole("link", { name: odd, exact: true }).click();
  const digest = createHash("sha256").update(content).digest("hex");
  assert.equal(await page.locator("#sha256").textContent(), digest);
  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download", exact: true }).click();
  const download = await coming;
  assert.equal(download.suggestedFilename(), odd);
  assert.equal(createHash("sha256").update(await readFile(await download.path())).digest("hex"), digest);
});

test("every page can be read without its script", async () => {
  const plain = await site.visitor({ javaScriptEnabled: false });
  await plain.goto(site.at("/experiments/first-light"));
  await site.identify(plain, "admin");
  await plain.getByRole("link", { name: "run 1/" }).waitFor();
  await plain.context().close();
});

test("a stranger is told that there is nothing", async () => {
  await site.api(page, "POST", "/api/users", { name: "stranger", password });
  const other = await site.visitor();
  await other.goto(site.at("/experiments/first-light"));
  await site.identify(other, "stranger");
  await other.getByRole("heading", { name: "Not found" }).waitFor();
  await other.context().close();
});

test("the page to try the API works under its own policy", async () => {
  await page.goto(site.at("/api/try"));
  await page.locator(".opblock").first().waitFor();
});

test("no page broke its content security policy or failed in its script", () => assert.deepEqual(site.complaints, []));
