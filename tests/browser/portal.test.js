// The portal in a real browser. DEWAR names the program, CHROMIUM the browser; `npm test` takes what is usual.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

const program = process.env.DEWAR ?? join(import.meta.dirname, "../../dewar");
const executablePath = process.env.CHROMIUM ?? ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"].find(path => existsSync(path));
const password = "correct horse";
const odd = "50% & #1 größer.tif";
const content = "the bytes of an image";

const complaints = [];
let home, site, link, browser, context, page;

before(async () => {
  home = await mkdtemp(join(tmpdir(), "dewar-browser-"));
  await mkdir(join(home, "instrument", "run 1"), { recursive: true });
  await writeFile(join(home, "instrument", "run 1", odd), content);
  site = spawn(program, ["serve", "--home", join(home, "site"), "--urls", "http://127.0.0.1:0"], { stdio: ["ignore", "pipe", "inherit"] });
  link = await new Promise((found, failed) => {
    site.once("exit", code => failed(new Error(`The site ended with ${code}.`)));
    createInterface(site.stdout).on("line", line => {
      const [address] = line.match(/http:\S+set-password#\S+/) ?? [];
      if (address) found(address);
    });
  });
  // Root, as in a container, can't have Chromium's sandbox.
  browser = await chromium.launch({ executablePath, args: process.getuid() === 0 ? ["--no-sandbox"] : [] });
  context = await browser.newContext({ acceptDownloads: true });
  page = await visitor(context);
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

async function signIn(page, name, secret) {
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill(secret);
  await page.getByRole("button", { name: "Sign in" }).click();
}

test("the printed link sets the first password, and its token never travels in an address", async () => {
  const asked = [];
  page.on("request", request => asked.push(request.url()));
  await page.goto(link);
  assert.equal(await page.getByLabel("One-time token").inputValue(), link.split("#")[1]);
  assert.ok(!page.url().includes("#"));
  await page.getByLabel("New password").fill(password);
  await page.getByRole("button", { name: "Set the password" }).click();
  await page.getByText("The password is set").waitFor();
  assert.ok(!asked.some(address => new URL(address).search.includes("dewar_") || new URL(address).pathname.includes("dewar_")));
});

test("a wrong password says so, the right one leads to where one wanted to go", async () => {
  await page.goto(new URL("/experiments?text=x", link).href);
  await signIn(page, "admin", "not the password");
  await page.getByRole("alert").getByText("The name or the password is wrong").waitFor();
  await signIn(page, "admin", password);
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
  await page.getByLabel("Take from").fill(join(home, "instrument"));
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
  const plain = await browser.newContext({ javaScriptEnabled: false });
  const page = await visitor(plain);
  await page.goto(new URL("/experiments/first-light", link).href);
  await signIn(page, "admin", password);
  await page.getByRole("link", { name: "run 1/" }).waitFor();
  await plain.close();
});

test("a stranger is told that there is nothing", async () => {
  const token = await context.request.post(new URL("/api/users", link).href, { data: { name: "stranger", password }, headers: { Origin: new URL(link).origin } });
  assert.equal(token.status(), 200);
  const other = await browser.newContext();
  const page = await visitor(other);
  await page.goto(new URL("/experiments/first-light", link).href);
  await signIn(page, "stranger", password);
  await page.getByRole("heading", { name: "Not found" }).waitFor();
  await other.close();
});

test("the page to try the API works under its own policy", async () => {
  await page.goto(new URL("/api/try", link).href);
  await page.locator(".opblock").first().waitFor();
});

test("no page broke its content security policy or failed in its script", () => assert.deepEqual(complaints, []));
