// Bringing files and running the site, as people do it in a browser.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { password, start } from "./site.js";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const markup = `"'><script>window.hit=1</script><img src=x onerror=window.hit=2>{{7*7}}`;
const turned = "photo\u202egpj.exe";
let site, page, folder;

before(async () => {
  site = await start();
  folder = join(site.home, "instrument");
  await mkdir(join(folder, "run 1", "<b>deep"), { recursive: true });
  await writeFile(join(folder, "run 1", "frame.raw"), "the bytes of a frame");
  await writeFile(join(folder, "run 1", "left.tmp"), "not to be taken");
  await writeFile(join(folder, "run 1", turned), "turned");
  await writeFile(join(folder, "run 1", "<b>deep", `a"'<img src=x onerror=alert(1)>.txt`), "markup");
  page = await site.visitor();
  await site.signIn(page, "admin");
  await site.api(page, "POST", "/api/experiments", { name: "first-light", type: "imaging", title: `Light ${markup}`, station: "local", description: markup, properties: { [markup]: markup } });
});

after(() => site?.stop());

test("a folder is found at the station by its links, and what is in it comes with options", async () => {
  await page.goto(site.at("/experiments/first-light/acquire"));
  await page.getByLabel("Into").fill("raw");
  await page.getByText("More options").click();
  await page.getByLabel("No files like").fill("*.tmp");
  await page.getByRole("link", { name: site.home, exact: false }).first().click();
  await page.getByRole("link", { name: "instrument/" }).click();
  await page.getByRole("link", { name: "run 1/" }).click();
  await page.getByRole("rowheader", { name: "photo‹U+202E›gpj.exe" }).waitFor();
  await page.getByRole("link", { name: "<b>deep/" }).waitFor();
  assert.equal(await page.getByLabel("Take from").inputValue(), join(folder, "run 1"));
  // What was typed before is still there.
  assert.equal(await page.getByLabel("Into").inputValue(), "raw");
  assert.equal(await page.getByLabel("No files like").inputValue(), "*.tmp");
  await page.getByLabel("Take what is in it, once").check();
  await page.getByLabel("Quiet time").fill("0.2");
  await page.getByRole("button", { name: "Start" }).click();

  await page.getByRole("heading", { name: "Upload", level: 1 }).waitFor();
  await page.locator(".title .mark", { hasText: /^done$/ }).waitFor();
  await page.getByRole("link", { name: "raw", exact: true }).click();
  await page.getByRole("link", { name: "frame.raw", exact: true }).waitFor();
  assert.equal(await page.getByText("left.tmp").count(), 0);
});

test("a watch is followed, tried again and stopped; the same can be begun once more", async () => {
  const started = await site.api(page, "POST", "/api/experiments/first-light/acquisitions", {
    kind: "acquisition", sources: [{ folder, station: "local", to: "watched" }], options: { settling: { quietSeconds: 0.2 } } });
  await page.goto(site.at(`/experiments/first-light/acquisitions/${started.id}`));
  await page.getByText("of 4", { exact: false }).first().waitFor();
  // A name that can't be stored is a problem with its reason.
  await writeFile(Buffer.concat([Buffer.from(`${folder}/bad`), Buffer.from([0xff])]), "x");
  await page.getByRole("heading", { name: "Problems" }).waitFor();
  await page.getByRole("button", { name: "Try what failed again" }).click();
  await page.getByRole("button", { name: "Stop after a last look" }).click();
  await page.getByText("stopped by admin").waitFor();
  await page.getByRole("link", { name: "Do it again" }).click();
  assert.equal(await page.getByLabel("Take from").inputValue(), folder);
  assert.equal(await page.getByLabel("Into").inputValue(), "watched");
});

test("files are sent from the browser, checked, and go on after the line broke", async () => {
  // Three pieces, from the disk: what is handed over in a message takes a browser long.
  const bytes = randomBytes(17_000_000);
  await mkdir(join(site.home, "mine"));
  const mine = [`größer ${turned}`, "empty.txt"].map(name => join(site.home, "mine", name));
  await writeFile(mine[0], bytes);
  await writeFile(mine[1], "");
  await page.goto(site.at("/experiments/first-light/upload"));
  await page.getByLabel("Into the folder").fill("sent");
  let broken = 0;
  const sums = [];
  await page.route("**/uploads/*", route => {
    if (route.request().method() === "PATCH") sums.push(route.request().headers()["upload-checksum"]);
    return route.request().method() === "PATCH" && ++broken === 2 ? route.abort() : route.continue();
  });
  await page.getByLabel("Choose files").setInputFiles(mine);
  await page.getByText("2 of 2 files arrived").waitFor({ timeout: 60000 });
  await page.unroute("**/uploads/*");
  assert.ok(sums.length >= 4 && sums.every(sum => sum?.startsWith("sha256 ")), `pieces: ${sums}`);

  const file = await site.api(page, "GET", `/api/experiments/first-light/files/sent/${encodeURIComponent(`größer ${turned}`)}`);
  assert.equal(file.sha256, createHash("sha256").update(bytes).digest("hex"));
  await page.reload();
  await page.getByRole("heading", { name: "Sent lately" }).waitFor();
  assert.equal(await page.getByText("in the experiment", { exact: true }).count(), 2);
});

test("somebody is added, sets a password by the link, makes a token, and is disabled", async () => {
  await page.goto(site.at("/admin/people"));
  await page.getByLabel("Name to sign in with").fill("anna");
  await page.getByLabel("Full name").fill(markup);
  await page.getByRole("button", { name: "Add and make a link" }).click();
  const link = await page.locator("#secret").textContent();

  const anna = await site.visitor();
  await anna.goto(link);
  await anna.getByLabel("New password").fill("anna's own horse");
  await anna.getByRole("button", { name: "Set the password" }).click();
  await anna.getByText("The password is set").waitFor();
  await site.signIn(anna, "anna", "anna's own horse");
  await anna.getByRole("link", { name: "anna", exact: true }).click();
  await anna.getByLabel("What it is for").fill(markup.slice(0, 60));
  await anna.getByRole("button", { name: "Make the token" }).click();
  const token = await anna.locator("#secret").textContent();
  const me = await (await fetch(site.at("/api/me"), { headers: { Authorization: `Bearer ${token}` } })).json();
  assert.deepEqual([me.name, me.scope], ["anna", "read"]);
  assert.equal(await anna.getByRole("link", { name: "Administration" }).count(), 0);
  assert.equal((await anna.goto(site.at("/admin/people"))).status(), 403);

  await page.goto(site.at("/admin/people/anna"));
  await page.getByLabel("Disabled", { exact: false }).check();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Saved.").waitFor();
  assert.equal((await fetch(site.at("/api/me"), { headers: { Authorization: `Bearer ${token}` } })).status, 401);
  await anna.context().close();
});

test("groups, types, stations and instruments are set up, and the log tells who did it", async () => {
  await page.goto(site.at("/admin/groups"));
  await page.getByLabel("Name").fill("Lab <b>1");
  await page.getByLabel("What it is").fill(markup);
  await page.getByRole("button", { name: "Make the group" }).click();
  await page.getByLabel("Add", { exact: true }).fill("anna");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("button", { name: "Take anna out of Lab <b>1" }).click();
  await page.getByText("0 members").waitFor();

  await page.goto(site.at("/admin/types"));
  await page.getByLabel("Type", { exact: true }).fill("imaging");
  await page.getByLabel("What such experiments are").fill(markup);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("rowheader", { name: "imaging" }).waitFor();

  await page.goto(site.at("/admin/stations"));
  await page.getByLabel("Name").fill("titan-pc");
  await page.getByRole("button", { name: "Add it and show its token" }).click();
  assert.match(await page.locator("#secret").textContent(), /^dewar_/);
  await page.getByRole("link", { name: "titan-pc" }).click();
  await page.getByLabel("Name", { exact: true }).fill("titan");
  await page.getByLabel("A file is finished when it was still for").fill("10s");
  await page.getByLabel("and has a companion").fill("{name}.done");
  await page.getByRole("button", { name: "Save" }).first().click();
  await page.getByText("it was still for 10 s, there is {name}.done").waitFor();

  await page.goto(site.at("/admin/audit"));
  await page.getByLabel("What", { exact: true }).fill("instrument.*");
  await page.getByRole("button", { name: "Search", exact: true }).last().click();
  await page.getByRole("link", { name: "instrument.set" }).waitFor();
  assert.equal(await page.locator("tbody tr").count(), 1);
});

test("storages, background work and settings are there to be looked at", async () => {
  await page.goto(site.at("/admin/storages"));
  await page.getByRole("button", { name: "Compare with the catalogue" }).click();
  await page.getByText("Last compared").waitFor();
  await page.goto(site.at("/admin/work"));
  await page.getByRole("heading", { name: "Jobs" }).waitFor();
  await page.goto(site.at("/admin/settings"));
  await page.getByRole("rowheader", { name: "embedded-station" }).waitFor();
  await page.goto(site.at("/admin"));
  await page.getByRole("heading", { name: "What wants your eye" }).waitFor();
});

const everywhere = () => [
  "/", "/experiments", "/experiments?text=%22%3E%3Cscript%3Ewindow.hit%3D1%3C%2Fscript%3E", "/new-experiment", "/experiments/first-light", "/experiments/first-light/folder/raw", `/experiments/first-light/file/raw/${encodeURIComponent(turned)}`,
  "/experiments/first-light/acquire?station=local", `/experiments/first-light/acquire?station=local&folder=${encodeURIComponent(folder)}&meta=${encodeURIComponent(markup)}`, "/experiments/first-light/upload",
  "/search?q=frame", "/account", "/admin", "/admin/people", "/admin/people/anna", "/admin/groups", "/admin/tokens", "/admin/types", "/admin/stations", "/stations/titan-pc", "/stations/local",
  "/admin/storages", "/admin/work", "/admin/audit", "/admin/settings", "/nothing-here"];

test("axe finds nothing serious on any page, and nothing that somebody wrote was executed", async () => {
  const [{ id }] = await site.api(page, "GET", "/api/experiments/first-light/acquisitions");
  const nobody = await site.visitor();
  const found = [];
  for (const [who, path] of [...[...everywhere(), `/experiments/first-light/acquisitions/${id}`].map(path => [page, path]), [nobody, "/sign-in"], [nobody, "/set-password"]]) {
    await who.goto(site.at(path));
    for (const colorScheme of ["light", "dark"]) {
      await who.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      if (colorScheme === "light") await who.evaluate(axe);
      // What is not a matter of colours is the same in both.
      const { violations } = await who.evaluate(runOnly => globalThis.axe.run(document, { resultTypes: ["violations"], runOnly }),
        colorScheme === "light" ? ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] : { type: "rule", values: ["color-contrast"] });
      for (const { id, impact, nodes } of violations.filter(each => ["serious", "critical"].includes(each.impact))) {
        found.push(`${path} ${colorScheme}: ${impact} ${id}: ${nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" | ")}`);
      }
    }
    assert.equal(await who.evaluate(() => globalThis.hit), undefined, path);
  }
  await nobody.context().close();
  assert.deepEqual(found, []);
});

test("nothing is wider than a phone", async () => {
  await page.setViewportSize({ width: 390, height: 800 });
  const wide = [];
  for (const path of everywhere()) {
    await page.goto(site.at(path));
    if (await page.evaluate(() => document.documentElement.scrollWidth) > 390) wide.push(path);
  }
  assert.deepEqual(wide, []);
});

test("no page broke its content security policy or failed in its script", () => assert.deepEqual(site.complaints.filter(text => !text.includes("ERR_FAILED")), []));
