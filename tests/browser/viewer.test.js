// The viewers in a real browser, over files that other programs wrote.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { password, start } from "./site.js";

const pictures = process.env.PICTURES;
let site, page;

before(async () => {
  // Points in space are drawn by the processor here.
  site = await start({ flags: ["--enable-unsafe-swiftshader", "--use-gl=angle", "--use-angle=swiftshader", "--ignore-gpu-blocklist"] });
  const [files, made] = [join(site.home, "files"), join(site.home, "made")];
  await mkdir(files);
  await mkdir(made);
  execFileSync("/usr/bin/python3", ["-W", "ignore", join(import.meta.dirname, "make_views.py"), files]);
  execFileSync("/usr/bin/python3", ["-W", "ignore", join(import.meta.dirname, "../Dewar.Tests/Viewing/h5grove.py"), "make", made]);
  await copyFile(join(made, "data.h5"), join(files, "contract.h5"));
  page = await site.visitor({ viewport: { width: 1280, height: 900 } });
  await site.signIn(page, "admin");
  await site.experiment(page, "views", files, 12);
});

after(() => site?.stop());

const view = file => site.at(`/experiments/views/view/${file}`);
const open = (file, query = "") => page.goto(view(file) + query);
const shot = async name => pictures && page.screenshot({ path: join(pictures, `${name}.png`) });

/** The colours of a canvas at places of it. */
const colours = (selector, ...places) => page.locator(selector).evaluate((canvas, places) => {
  const pen = canvas.getContext("2d");
  return places.map(([x, y]) => [...pen.getImageData(Math.round(x * canvas.width), Math.round(y * canvas.height), 1, 1).data]);
}, places);

test("a picture of 16 bits is drawn by tiles, with its scale, its values and its frames", async () => {
  await page.goto(site.at("/experiments/views/file/stack.tif"));
  await page.getByRole("link", { name: "Look into it" }).click();
  await page.locator("canvas.viewer-canvas[data-complete]").waitFor();
  await shot("stack");
  const [[bright], [dark]] = await colours("canvas.viewer-canvas", [0.5, 0.5], [0.55, 0.5]);
  assert.notEqual(bright, dark);
  assert.match(await page.locator(".viewer-scale").textContent(), /µm|um/);

  // By the keyboard: nearer, and to the right.
  await page.locator("canvas.viewer-canvas").focus();
  for (const key of ["+", "+", "+", "ArrowRight"]) await page.keyboard.press(key);
  await page.getByRole("status").filter({ hasText: "percent" }).waitFor();
  await page.locator("canvas.viewer-canvas[data-complete]").waitFor();
  await page.locator("canvas.viewer-canvas").hover();
  await page.locator(".viewer-read").filter({ hasText: /^\d+, \d+ .*: \d+/ }).waitFor();
  await shot("stack-near");
  await page.keyboard.press("0");

  const frame = page.getByRole("slider").first();
  await frame.focus();
  await page.keyboard.press("End");
  assert.match(await frame.getAttribute("aria-valuetext"), /3 of 3/);
  await page.locator("canvas.viewer-canvas[data-complete]").waitFor();
  await page.getByLabel("Contrast").selectOption("2");
  assert.ok(Number(await page.getByLabel("from").inputValue()) > 0);
});

test("values under the pointer are those of the file", async () => {
  const tile = await page.context().request.get(site.at("/api/experiments/views/planes/deep.tif?x=100&y=50&width=2&height=1"));
  assert.equal(tile.headers()["x-dewar-element"], "uint32;2;1");
  const at = (x, y) => Math.trunc(30000 + 20000 * Math.sin(x / 25) * Math.cos(y / 40) + (x + y) % 97) * 70000 % 2 ** 32;
  assert.equal((await tile.body()).readUInt32LE(0), at(100, 50));
});

test("colours are shown as they are", async () => {
  await open("colour.tif");
  await page.locator("canvas.viewer-canvas[data-complete]").waitFor();
  await page.getByRole("button", { name: "One element to a pixel" }).click();
  await page.locator("canvas.viewer-canvas[data-complete]").waitFor();
  const [colour] = await colours("canvas.viewer-canvas", [0.5, 0.5]);
  assert.ok(colour[0] !== colour[1] || colour[1] !== colour[2], String(colour));
});

test("a picture that lies on its side is turned, and its places stay those of the file", async () => {
  await open("turned.tif");
  const canvas = page.locator("canvas.viewer-canvas[data-complete]");
  await canvas.waitFor();
  await shot("turned");
  const size = await canvas.boundingBox();
  // 60 wide and 100 high now, in the middle of the canvas.
  const zoom = Math.min(size.width / 60, size.height / 100);
  const at = (x, y) => [0.5 + ((x - 30) * zoom) / size.width, 0.5 + ((y - 50) * zoom) / size.height];
  const seen = await colours("canvas.viewer-canvas", at(50, 10), at(10, 10), at(50, 90), at(10, 90));
  assert.deepEqual(seen.map(([red]) => red > 128), [true, false, false, false]);
  await page.mouse.move(size.x + at(55.5, 1.5)[0] * size.width, size.y + at(55.5, 1.5)[1] * size.height);
  await page.locator(".viewer-read").filter({ hasText: /^1, 4.*: 255/ }).waitFor();
});

test("an HDF5 file is walked through with h5web", async () => {
  await open("scan.h5");
  await page.getByRole("treeitem", { name: /entry/ }).first().waitFor();
  // What NeXus names as the default is shown first.
  await page.locator("dewar-hdf5 canvas").first().waitFor();
  await page.waitForTimeout(1000);
  await shot("hdf5");
  await page.getByRole("treeitem", { name: /entry/ }).first().click();
  for (const [name, words] of [["dogs", "Rex"], ["title", "A scan größer"]]) {
    await page.getByRole("treeitem", { name }).click();
    await page.getByText(words).first().waitFor();
  }
  await page.getByRole("treeitem", { name: "curve" }).click();
  await page.locator("dewar-hdf5 canvas").first().waitFor();
});

test("h5web shows whatever h5py can write", async () => {
  await open("contract.h5", "?as=hdf5");
  await page.getByRole("treeitem").nth(3).waitFor();
  const names = await page.getByRole("treeitem").allTextContents();
  assert.ok(names.length > 45, String(names.length));
  for (let i = 1; i < names.length; i++) {
    await page.getByRole("treeitem").nth(i).click();
    // It is there when nothing waits any more.
    await page.waitForFunction(() => !document.querySelector("dewar-hdf5 [data-testid^='Loading'], dewar-hdf5 [class*='_loader']"));
    const shown = await page.locator("dewar-hdf5").innerText();
    assert.doesNotMatch(shown, /Error:|went wrong|HTTP \d|can't be|Unsupported (dtype|encoding)/, names[i]);
    if (names[i].endsWith("entry") || names[i].includes("entryNX")) await page.getByRole("treeitem").nth(i).click();
  }
});

test("a spectrum is a curve with its energies, and told to those who do not see it", async () => {
  await open("edx.msa");
  await page.locator(".viewer-plot[data-complete]").waitFor();
  await shot("spectrum");
  await page.locator(".viewer-plot").focus();
  await page.keyboard.press("End");
  await page.getByRole("status").filter({ hasText: /^10\.23: 20/ }).waitFor();
});

test("a table is curves and rows", async () => {
  await open("table.csv");
  await page.locator(".viewer-plot[data-complete]").waitFor();
  await shot("table-curves");
  await page.getByLabel("Shown as").selectOption("table");
  await page.getByRole("columnheader", { name: "voltage" }).waitFor();
  await page.getByRole("button", { name: "Later rows" }).click();
  await page.getByRole("row").filter({ hasText: /^101/ }).getByRole("cell", { name: "10000", exact: true }).waitFor();
  await shot("table");
  assert.match(page.url(), /way=table/);
  await page.reload();
  await page.getByRole("columnheader", { name: "voltage" }).waitFor();
});

test("points stand in space and are turned by keys", async () => {
  await open("points.ply");
  await page.locator(".viewer-points[data-complete] canvas").waitFor();
  await page.getByRole("status").filter({ hasText: "3000 points" }).waitFor();
  await shot("points");
  const look = async () => (await page.locator(".viewer-points").screenshot()).toString("base64");
  const first = await look();
  await page.locator(".viewer-points").focus();
  await page.keyboard.press("ArrowLeft");
  assert.notEqual(await look(), first);
});

test("text is text, a piece at a time", async () => {
  await open("notes.txt");
  const text = page.getByRole("region", { name: "The text of the file" });
  await text.filter({ hasText: "<b>no markup</b> größer ‹U+202E›gpj.exe" }).waitFor();
  await page.getByRole("button", { name: "Show more" }).click();
  await page.getByRole("status").filter({ hasText: "262144 of" }).waitFor();
  await shot("text");
});

test("what can't be shown says so, above what was drawn", async () => {
  await open("broken.h5", "?as=signals");
  await page.getByRole("alert").waitFor();
  await open("nothing.bin", "?as=signals");
  await page.getByRole("alert").waitFor();
});

test("without a script the drawn preview stands there", async () => {
  const plain = await site.visitor({ javaScriptEnabled: false, storageState: await page.context().storageState() });
  await plain.goto(view("stack.tif"));
  await plain.locator("dewar-viewer img").waitFor();
  await plain.context().close();
});

test("the viewers fit a telephone, and the dark", async () => {
  const narrow = await site.visitor({ viewport: { width: 390, height: 800 }, colorScheme: "dark", storageState: await page.context().storageState() });
  for (const file of ["stack.tif", "edx.msa", "table.csv?way=table", "points.ply", "scan.h5"]) {
    await narrow.goto(view(file));
    await narrow.locator("[data-complete], dewar-hdf5 canvas").first().waitFor();
    const wide = await narrow.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${file} is ${wide} pixels too wide`);
    if (pictures) await narrow.screenshot({ path: join(pictures, `narrow-${file.split(".")[0]}.png`) });
  }
  await narrow.context().close();
});

test("who may not see the experiment sees nothing in it", async () => {
  await site.api(page, "POST", "/api/users", { name: "stranger", password });
  const other = await site.visitor();
  await site.signIn(other, "stranger");
  for (const path of ["api/experiments/views/h5grove/meta?file=scan.h5", "api/experiments/views/signals/stack.tif", "api/experiments/views/planes/stack.tif", "experiments/views/view/stack.tif"]) {
    assert.equal((await other.context().request.get(site.at(`/${path}`))).status(), 404);
  }
  await other.context().close();
});

test("no viewer broke the content security policy or failed in its script", () => assert.deepEqual(site.complaints, []));
