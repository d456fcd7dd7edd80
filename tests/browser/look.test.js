// Looking at what there is: home, files, a file, what a reviewer sees.
import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { password, start } from "./site.js";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let site, page, link;

before(async () => {
  site = await start();
  page = await site.visitor();
  await site.signIn(page, "admin");
});

after(() => site?.stop());

// A small picture that the readers know: MRC, 8 bit.
function mrc(columns, rows) {
  const bytes = Buffer.alloc(1024 + columns * rows);
  bytes.writeInt32LE(columns, 0);
  bytes.writeInt32LE(rows, 4);
  bytes.writeInt32LE(1, 8);
  bytes.write("MAP ", 208);
  bytes[212] = bytes[213] = 0x44;
  for (let place = 0; place < columns * rows; place++) bytes[1024 + place] = (place * 7 + (place % columns) * 3) % 120;
  return bytes;
}

async function experiment(name, files, title) {
  const folder = join(site.home, "instruments", name);
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  await site.experiment(page, name, folder, Object.keys(files).length, title);
}

test("who sees nothing yet is told how it begins", async () => {
  await page.getByRole("heading", { name: "How it begins" }).waitFor();
  await page.getByRole("link", { name: "Make an experiment" }).waitFor();
  await experiment("lattice", { "day 1/a.mrc": mrc(64, 48), "day 1/b.mrc": mrc(32, 32), "day 1/notes.txt": "gold on carbon", "day 2/<i>50% #1.mrc": mrc(16, 16) }, "Gold <b>lattice</b>");
  // What came last is found by the index, which is a moment behind.
  while ((await site.api(page, "GET", "/api/search?q=has:preview")).total < 4) await new Promise(done => setTimeout(done, 100));
  await page.goto(site.at("/"));
  await page.getByRole("link", { name: "Gold <b>lattice</b>" }).waitFor();
  const picture = page.locator(".gallery img").first();
  await picture.waitFor();
  await page.waitForFunction(() => document.querySelector(".gallery img").naturalWidth > 0);
  assert.equal(await page.locator(".gallery .tile").count(), 4);
});

test("the search box is reached with a slash", async () => {
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.id), "find");
  assert.equal(await page.getByRole("searchbox", { name: "Search all files" }).evaluate(box => box.form.action), site.at("/search"));
});

test("a folder is shown as a table and as pictures, with the way to it in a tree", async () => {
  await page.goto(site.at("/experiments/lattice/folder/day%201"));
  await page.getByRole("navigation", { name: "Folders" }).getByRole("link", { name: "day 2" }).waitFor();
  await page.getByRole("link", { name: "b.mrc", exact: true }).waitFor();
  await page.getByRole("link", { name: "Pictures" }).click();
  await page.waitForURL("**view=gallery");
  assert.equal(await page.locator(".gallery .tile").count(), 3);
  await page.getByRole("navigation", { name: "Folders" }).getByRole("link", { name: "day 2" }).click();
  await page.getByText("<i>50% #1.mrc").waitFor();
});

test("of what is ticked the size is told, and it comes as one archive", async () => {
  await page.goto(site.at("/experiments/lattice/folder/day%201"));
  assert.equal(await page.locator("[data-chosen]").isVisible(), false);
  await page.getByRole("checkbox", { name: "a.mrc" }).check();
  await page.getByRole("checkbox", { name: "notes.txt" }).check();
  await page.getByText("2 files, 4.11 kB").waitFor();
  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download 4.11 kB" }).click();
  const download = await coming;
  assert.equal(download.suggestedFilename(), "lattice.zip");
  const zip = (await readFile(await download.path())).toString("latin1");
  assert.ok(zip.includes("day 1/a.mrc") && zip.includes("day 1/notes.txt") && !zip.includes("b.mrc"));
  await page.getByRole("button", { name: "Clear" }).click();
  await page.getByRole("checkbox", { name: "All on this page" }).check();
  await page.getByText("3 files, 6.16 kB", { exact: true }).waitFor();
});

test("chosen files are described, and found by what was said on their page", async () => {
  await page.goto(site.at("/experiments/lattice/folder/day%201"));
  await page.getByRole("checkbox", { name: "a.mrc" }).check();
  await page.getByRole("button", { name: "Describe" }).click();
  await page.getByRole("heading", { name: "1 file, 4.10 kB" }).waitFor();
  await page.getByLabel("Name", { exact: true }).fill("sample");
  await page.getByLabel("Value").first().fill("gold <script>");
  await page.getByRole("button", { name: "Describe", exact: true }).click();
  await page.getByText("1 file described").waitFor();
  await page.getByRole("link", { name: "a.mrc", exact: true }).click();
  await page.getByText("gold <script>", { exact: true }).waitFor();
});

test("the page of a file shows it, its metadata to be filtered, and what happened to it", async () => {
  await page.getByRole("img").first().waitFor();
  await page.getByRole("cell", { name: "48 × 64" }).waitFor();
  const lines = page.locator("#tree-lines > div:not(.group)");
  const all = await lines.count();
  await page.getByRole("searchbox", { name: "Filter names and values" }).fill("nx");
  await page.waitForFunction(all => document.querySelectorAll("#tree-lines > div").length < all, all);
  assert.match(await lines.first().innerText(), /nx: 64/);
  await page.waitForURL("**meta=nx");
  const history = page.getByRole("region", { name: "History" });
  for (const what of ["Described", "Read", "Registered", "verified", "Written at its source"]) await history.getByText(what).first().waitFor();
  await history.getByText("sample = gold <script>").waitFor();
});

test("a file that waits to be read shows what is in it by itself", async () => {
  await site.api(page, "POST", "/api/experiments/lattice/readings/again", {});
  await page.goto(site.at("/experiments/lattice/file/day%201/b.mrc"));
  await page.getByRole("cell", { name: "32 × 32" }).waitFor();
});

test("a reviewer sees one folder by a link, and nothing else", async () => {
  await page.goto(site.at("/experiments/lattice"));
  await page.getByRole("checkbox", { name: "The folder day 1" }).check();
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await page.getByLabel("For whom").fill("Referee 2");
  await page.getByRole("button", { name: "Make the link" }).click();
  link = await page.locator("#link").innerText();

  const reviewer = await site.visitor();
  await reviewer.goto(link);
  await reviewer.getByText("Shared with you").waitFor();
  await reviewer.waitForFunction(() => document.querySelector(".gallery img").naturalWidth > 0);
  await reviewer.getByRole("link", { name: "a.mrc" }).click();
  await reviewer.getByRole("cell", { name: "48 × 64" }).waitFor();
  const coming = reviewer.waitForEvent("download");
  await reviewer.getByRole("link", { name: "Download" }).click();
  assert.deepEqual(await readFile(await (await coming).path()), mrc(64, 48));
  for (const path of ["/folder/day%202", "/file/day%202/%3Ci%3E50%25%20%231.mrc", "/content/day%202/%3Ci%3E50%25%20%231.mrc"]) {
    assert.equal((await reviewer.request.get(link + path)).status(), 404, path);
  }
  assert.ok(!(await (await reviewer.request.get(`${link}/folder/`)).text()).includes("day 2"));
  assert.equal((await reviewer.request.get(site.at("/api/experiments/lattice/files"))).status(), 401);
  assert.equal((await reviewer.request.get(site.at("/experiments/lattice"), { headers: { Accept: "text/html" }, maxRedirects: 0 })).status(), 303);
});

test("a link that was ended shows nothing", async () => {
  await page.goto(site.at("/experiments/lattice"));
  await page.getByText("Referee 2").waitFor();
  await page.getByRole("button", { name: "End it" }).click();
  await page.getByText("ended", { exact: true }).waitFor();
  const late = await site.visitor();
  await late.goto(link);
  await late.getByText("This link shows nothing").waitFor();
});

test("files are deleted with a reason, which stays", async () => {
  await page.goto(site.at("/experiments/lattice/folder/day%202"));
  await page.getByRole("checkbox").last().check();
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByLabel("Reason").fill("taken twice");
  await page.getByRole("button", { name: "Delete 1 file" }).click();
  await page.getByText("1 file deleted").waitFor();
  await page.goto(site.at("/experiments/lattice/file/day%202/%3Ci%3E50%25%20%231.mrc"));
  await page.getByText("taken twice").first().waitFor();
});

test("a file goes to another experiment", async () => {
  await site.api(page, "POST", "/api/experiments", { name: "elsewhere", type: "tem" });
  await page.goto(site.at("/experiments/lattice/folder/day%201"));
  await page.getByRole("checkbox", { name: "notes.txt" }).check();
  await page.getByRole("button", { name: "Move" }).click();
  await page.getByLabel("To the experiment").fill("nowhere");
  await page.getByRole("button", { name: "Move 1 file" }).click();
  await page.getByText("no experiment").first().waitFor();
  await page.getByLabel("To the experiment").fill("elsewhere");
  await page.getByRole("button", { name: "Move 1 file" }).click();
  await page.getByText("1 file on the way").waitFor();
  for (let tries = 0; (await site.api(page, "GET", "/api/experiments/elsewhere/files")).items.length === 0; tries++) {
    assert.ok(tries < 200, "it never came");
    await page.waitForTimeout(100);
  }
});

test("without a script one ticks, and the next page tells the size", async () => {
  const plain = await site.visitor({ javaScriptEnabled: false });
  await site.signIn(plain, "admin", password);
  await plain.goto(site.at("/experiments/lattice/folder/day%201"));
  await plain.getByRole("checkbox", { name: "b.mrc" }).check();
  await plain.getByRole("button", { name: "Download" }).click();
  await plain.getByRole("heading", { name: "1 file, 2.05 kB" }).waitFor();
  const coming = plain.waitForEvent("download");
  await plain.getByRole("button", { name: "Download 2.05 kB" }).click();
  await coming;
  await plain.goto(site.at("/experiments/lattice/file/day%201/a.mrc?meta=nx"));
  assert.match(await plain.locator("#tree-lines").innerText(), /nx: 64/);
});

test("an experiment is found in the list while one types, and changed", async () => {
  await site.api(page, "POST", "/api/experiments", { name: "other", type: "tem" });
  await page.goto(site.at("/experiments"));
  await page.getByRole("link", { name: "other" }).waitFor();
  await page.getByLabel("Name, title or proposal").fill("latt");
  await page.getByRole("link", { name: "other" }).waitFor({ state: "detached" });
  await page.waitForURL("**text=latt**");
  await page.getByRole("link", { name: "lattice" }).first().click();
  await page.getByRole("link", { name: "Change" }).click();
  await page.getByLabel("Title").fill("Silver lattice");
  await page.getByLabel("Property", { exact: true }).first().fill("sample");
  await page.getByLabel("Value").first().fill("<b>silver</b>");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "Silver lattice" }).waitFor();
  await page.getByText("<b>silver</b>").waitFor();
});

test("a member is found by letters of the name, seen as, and taken out", async () => {
  await site.api(page, "POST", "/api/users", { name: "anna", fullName: "Anna Gold", password });
  await page.getByText("Add or change a member").click();
  await page.getByLabel("Name", { exact: true }).pressSequentially("gol");
  await page.locator("#people option[value=anna]").waitFor({ state: "attached" });
  await page.getByLabel("Name", { exact: true }).fill("anna");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("View as a member").click();
  await page.getByLabel("Reason").fill("says a folder is missing");
  await page.getByRole("button", { name: "View as this member" }).click();
  await page.getByText("see what anna sees").waitFor();
  await page.getByRole("heading", { name: "Silver lattice" }).waitFor();
  assert.equal(await page.getByRole("link", { name: "Change" }).count(), 0);
  assert.equal((await page.request.get(site.at("/experiments/other"), { headers: { Accept: "text/html" } })).status(), 404);
  assert.equal((await page.request.post(site.at("/api/experiments/lattice/delete"), { data: { paths: ["day 1/b.mrc"], reason: "x" }, headers: { Origin: new URL(page.url()).origin } })).status(), 403);
  await page.getByRole("button", { name: "Back to your own view" }).click();
  await page.waitForURL(site.at("/"));
  const log = await site.api(page, "GET", "/api/audit?limit=20");
  assert.deepEqual(log.filter(entry => entry.action.startsWith("view.")).map(entry => [entry.who, entry.action, entry.subject]).reverse(), [["admin", "view.began", "anna"], ["admin", "view.ended", "anna"]]);
  await page.goto(site.at("/experiments/lattice"));
  await page.getByRole("button", { name: "Take anna out" }).click();
  await page.getByRole("button", { name: "Take anna out" }).waitFor({ state: "detached" });
});

test("axe finds nothing serious on any page, in light and dark, and none is wider than a phone", async () => {
  const made = await site.api(page, "POST", "/api/experiments/lattice/shares", { label: "axe", folder: "day 1" });
  const found = [];
  for (const path of ["/", "/experiments", "/experiments/lattice", "/experiments/lattice/edit", "/experiments/lattice/folder/day%201", "/experiments/lattice/folder/day%201?view=gallery",
    "/experiments/lattice/file/day%201/a.mrc", new URL(made.link).pathname, `${new URL(made.link).pathname}/file/day%201/a.mrc`]) {
    await page.goto(site.at(path));
    await page.evaluate(() => document.querySelectorAll("details").forEach(each => { each.open = true; }));
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      if (colorScheme === "light") await page.evaluate(axe);
      const { violations } = await page.evaluate(runOnly => globalThis.axe.run(document, { resultTypes: ["violations"], runOnly }),
        colorScheme === "light" ? ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] : { type: "rule", values: ["color-contrast"] });
      found.push(...violations.filter(each => ["serious", "critical"].includes(each.impact)).map(each => `${path} ${colorScheme}: ${each.id}: ${each.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" | ")}`));
    }
    await page.setViewportSize({ width: 390, height: 800 });
    if (await page.evaluate(() => document.documentElement.scrollWidth) > 390) found.push(`${path} is wider than a phone`);
    await page.setViewportSize({ width: 1280, height: 900 });
  }
  assert.deepEqual(found, []);
});

test("no page broke its content security policy or failed in its script", () => assert.deepEqual(site.complaints, []));
