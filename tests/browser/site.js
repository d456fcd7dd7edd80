// A site of its own for a file of tests. DEWAR names the program, CHROMIUM the browser; DEWAR_DATABASE, as for any site, where it keeps what it knows.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const program = process.env.DEWAR ?? join(import.meta.dirname, "../../dewar");
const executablePath = process.env.CHROMIUM ?? ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"].find(path => existsSync(path));
export const password = "correct horse";
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// Where nobody has a password yet, `link` is the one printed to set the first. `flags` are the browser's.
export async function start({ hasPassword = true, flags = [] } = {}) {
  const home = await mkdtemp(join(tmpdir(), "dewar-browser-"));
  await writeFile(join(home, "password"), password);
  const args = ["serve", "--home", join(home, "site"), "--urls", "http://127.0.0.1:0", ...(hasPassword ? ["--admin-password-file", join(home, "password")] : [])];
  const site = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, DEWAR_ROOTS: home } });
  const link = await new Promise((found, failed) => {
    site.once("exit", code => failed(new Error(`The site ended with ${code}.`)));
    createInterface(site.stdout).on("line", line => {
      const [url] = line.match(hasPassword ? /http:\S+/ : /http:\S+set-password#\S+/) ?? [];
      if (url) found(url);
    });
  });
  const address = new URL(link).origin;
  // Root, as in a container, can't have Chromium's sandbox.
  const browser = await chromium.launch({ executablePath, args: [...flags, ...(process.getuid() === 0 ? ["--no-sandbox"] : [])] });
  const complaints = [];
  const at = path => new URL(path, address).href;

  // A browser of somebody's, with what a page may complain of kept.
  async function visitor(options = {}) {
    const context = await browser.newContext({ acceptDownloads: true, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(30000);
    page.on("console", message => message.type() === "error" && !message.text().includes("the server responded with a status of") && complaints.push(message.text()));
    page.on("pageerror", error => complaints.push(error.message));
    page.on("dialog", dialog => {
      // A page that still sends files asks before it is left.
      if (dialog.type() === "beforeunload") return dialog.accept();
      complaints.push(`a page asked: ${dialog.message()}`);
      dialog.dismiss();
    });
    return page;
  }

  // On the page where one is, which asks for it.
  async function identify(page, name, secret = password) {
    await page.getByLabel("Name").fill(name);
    await page.getByLabel("Password").fill(secret);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
  }

  async function signIn(page, name, secret) {
    await page.goto(at("/sign-in"));
    await identify(page, name, secret);
    await page.waitForURL(at("/"));
  }

  // The API with the cookie of a page's browser.
  async function api(page, method, path, data) {
    const answer = await page.context().request.fetch(at(path), { method, data, headers: { Origin: address } });
    if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`);
    const text = await answer.text();
    return text && answer.headers()["content-type"]?.includes("json") ? JSON.parse(text) : null;
  }

  // An experiment with the files of a folder in it, once as many of them as are said were read.
  async function experiment(page, name, folder, count, title = name) {
    await api(page, "POST", "/api/experiments", { name, type: "imaging", title, station: "local" });
    await api(page, "POST", `/api/experiments/${name}/acquisitions`, { sources: [{ folder, station: "local" }], kind: "upload", options: { settling: { quietSeconds: 0.1 } } });
    for (let tries = 0; ; tries++) {
      const standing = await api(page, "GET", `/api/experiments/${name}/readings`);
      if (standing.waiting === 0 && standing.read + standing.damaged + standing.failed >= count) return;
      if (tries === 300) throw new Error(`The files of ${name} were not read: ${JSON.stringify(standing)}`);
      await new Promise(done => setTimeout(done, 200));
    }
  }

  // What is wrong with pages: for who does not see them, in light and dark; on a phone; and whether anything that somebody wrote was executed.
  async function faults(page, paths) {
    const found = [];
    for (const path of paths) {
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.goto(at(path));
      await page.evaluate(() => document.querySelectorAll("details").forEach(each => { each.open = true; }));
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] }));
        for (const { id, impact, nodes } of violations.filter(each => ["serious", "critical"].includes(each.impact))) {
          found.push(`${path} ${colorScheme}: ${impact} ${id}: ${nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" | ")}`);
        }
      }
      await page.setViewportSize({ width: 390, height: 800 });
      if (await page.evaluate(() => document.documentElement.scrollWidth) > 390) found.push(`${path} is wider than a phone`);
      if (await page.evaluate(() => globalThis.hit)) found.push(`${path} executed what somebody wrote`);
    }
    return found;
  }

  async function stop() {
    await browser.close();
    if (site.exitCode === null) {
      const ended = new Promise(done => site.once("exit", done));
      site.kill("SIGTERM");
      await ended;
    }
    await rm(home, { recursive: true, force: true });
  }

  return { home, link, at, browser, complaints, visitor, identify, signIn, api, experiment, faults, stop };
}
