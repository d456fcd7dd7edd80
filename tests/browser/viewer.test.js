// The viewers in a real browser, over files that other programs wrote. As in portal.test.js.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

const program = process.env.DEWAR ?? join(import.meta.dirname, "../../dewar");
const executablePath = process.env.CHROMIUM ?? ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"].find(path => existsSync(path));
const password = "correct horse";
const pictures = process.env.PICTURES;
const complaints = [];
let home, site, origin, browser, context, page;

before(async () => {
  home = await mkdtemp(join(tmpdir(), "dewar-viewer-"));
  await mkdir(join(home, "files"));
  await mkdir(join(home, "made"));
  execFileSync("/usr/bin/python3", ["-W", "ignore", join(import.meta.dirname, "make_views.py"), join(home, "files")]);
  execFileSync("/usr/bin/python3", ["-W", "ignore", join(import.meta.dirname, "../Dewar.Tests/Viewing/h5grove.py"), "make", join(home, "made")]);
  await copyFile(join(home, "made", "data.h5"), join(home, "files", "contract.h5"));
  site = spawn(program, ["serve", "--home", join(home, "site"), "--urls", "http://127.0.0.1:0"], { stdio: ["ignore", "pipe", "inherit"] });
  const link = await new Promise((found, failed) => {
    site.once("exit", code => failed(new Error(`The site ended with ${code}.`)));
    createInterface(site.stdout).on("line", line => {
      const [address] = line.match(/http:\S+set-password#\S+/) ?? [];
      if (address) found(address);
    });
  });
  origin = new URL(link).origin;
  // Points in space are drawn by the processor here.
  const more = ["--enable-unsafe-swiftshader", "--use-gl=angle", "--use-angle=swiftshader", "--ignore-gpu-blocklist"];
  browser = await chromium.launch({ executablePath, args: [...more, ...(process.getuid() === 0 ? ["--no-sandbox"] : [])] });
  context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  page = await visitor(context);
  await page.goto(link);
  await page.getByLabel("New password").fill(password);
  await page.getByRole("button", { name: "Set the password" }).click();
  await page.getByText("The password is set").waitFor();
  await signIn(page, "admin");
  await post("experiments", { name: "views", type: "test", station: "local" });
  await post("experiments/views/acquisitions", { sources: [{ folder: join(home, "files"), station: "local" }], kind: "upload", options: { settling: { quietSeconds: 0.2 } } });
  for (let turn = 0; ; turn++) {
    const standing = await get("experiments/views/readings");
    if (standing.waiting === 0 && standing.read + standing.damaged + standing.failed >= 11) break;
    assert.ok(turn < 200, JSON.stringify(standing));
    await new Promise(done => setTimeout(done, 200));
  }
});

after(async () => {
  await browser?.close();
  if (site?.exitCode === null) {
    const ended = new Promise(done => site.once("exit", done));
    site.kill("SIGTERM");
    await ended;
  }
  await rm(home, { recursive: true, force: true });
});

async function visitor(context) {
  const page = await context.newPage();
  page.setDefaultTimeout(30000);
  page.on("console", message => message.type() === "error" && !message.text().includes("the server responded with a status of") && complaints.push(message.text()));
  page.on("pageerror", error => complaints.push(error.message));
  return page;
}

async function signIn(page, name) {
  await page.goto(`${origin}/sign-in`);
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`${origin}/`);
}

async function post(path, data) {
  const answer = await context.request.post(`${origin}/api/${path}`, { data, headers: { Origin: origin } });
  assert.ok(answer.ok(), `${path}: ${answer.status()} ${await answer.text()}`);
}

const get = async path => (await context.request.get(`${origin}/api/${path}`)).json();
const open = (file, query = "") => page.goto(`${origin}/experiments/views/view/${file}${query}`);
const shot = async name => pictures && page.screenshot({ path: join(pictures, `${name}.png`) });

/** The colours of a canvas at places of it. */
const colours = (selector, ...places) => page.locator(selector).evaluate((canvas, places) => {
  const pen = canvas.getContext("2d");
  return places.map(([x, y]) => [...pen.getImageData(Math.round(x * canvas.width), Math.round(y * canvas.height), 1, 1).data]);
}, places);

test("a picture of 16 bits is drawn by tiles, with its scale, its values and its frames", async () => {
  await page.goto(`${origin}/experiments/views/file/stack.tif`);
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
  const tile = await context.request.get(`${origin}/api/experiments/views/planes/deep.tif?x=100&y=50&width=2&height=1`);
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
  const plain = await browser.newContext({ javaScriptEnabled: false, storageState: await context.storageState() });
  const page = await visitor(plain);
  await page.goto(`${origin}/experiments/views/view/stack.tif`);
  await page.locator("dewar-viewer img").waitFor();
  await plain.close();
});

test("the viewers fit a telephone, and the dark", async () => {
  const small = await browser.newContext({ viewport: { width: 390, height: 800 }, colorScheme: "dark", storageState: await context.storageState() });
  const narrow = await visitor(small);
  for (const file of ["stack.tif", "edx.msa", "table.csv?way=table", "points.ply", "scan.h5"]) {
    await narrow.goto(`${origin}/experiments/views/view/${file}`);
    await narrow.locator("[data-complete], dewar-hdf5 canvas").first().waitFor();
    const wide = await narrow.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${file} is ${wide} pixels too wide`);
    if (pictures) await narrow.screenshot({ path: join(pictures, `narrow-${file.split(".")[0]}.png`) });
  }
  await small.close();
});

test("who may not see the experiment sees nothing in it", async () => {
  await post("users", { name: "stranger", password });
  const other = await browser.newContext();
  const page = await visitor(other);
  await signIn(page, "stranger");
  for (const path of ["api/experiments/views/h5grove/meta?file=scan.h5", "api/experiments/views/signals/stack.tif", "api/experiments/views/planes/stack.tif", "experiments/views/view/stack.tif"]) {
    assert.equal((await other.request.get(`${origin}/${path}`)).status(), 404);
  }
  await other.close();
});

test("no viewer broke the content security policy or failed in its script", () => assert.deepEqual(complaints, []));
