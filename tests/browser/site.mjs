// A site of its own for a file of tests, with an administrator and some files, on the database that DEWAR_DATABASE names.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const program = process.env.DEWAR ?? join(import.meta.dirname, "../../dewar");
const executablePath = process.env.CHROMIUM ?? ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"].find(path => existsSync(path));

export const password = "correct horse";

/** Starts a site and a browser; `close` ends both. What pages complain about is collected in `complaints`. */
export async function open() {
  const home = await mkdtemp(join(tmpdir(), "dewar-browser-"));
  await writeFile(join(home, "password"), password);
  const site = spawn(program, ["serve", "--home", join(home, "site"), "--urls", "http://127.0.0.1:0", "--admin-password-file", join(home, "password")],
    { stdio: ["ignore", "pipe", "inherit"] });
  const address = await new Promise((found, failed) => {
    site.once("exit", code => failed(new Error(`The site ended with ${code}.`)));
    createInterface(site.stdout).on("line", line => {
      const [url] = line.match(/http:\S+/) ?? [];
      if (url) found(url);
    });
  });
  // Root, as in a container, can't have Chromium's sandbox.
  const browser = await chromium.launch({ executablePath, args: process.getuid() === 0 ? ["--no-sandbox"] : [] });
  const complaints = [];

  const it = {
    home, browser, complaints,
    url: path => new URL(path, address).href,

    async visitor(options = {}) {
      const context = await browser.newContext({ acceptDownloads: true, ...options });
      const page = await context.newPage();
      page.setDefaultTimeout(30000);
      page.on("console", message => message.type() === "error" && !message.text().includes("the server responded with a status of") && complaints.push(message.text()));
      page.on("pageerror", error => complaints.push(error.message));
      return page;
    },

    async signIn(page, name = "admin", secret = password) {
      await page.goto(it.url("/sign-in"));
      await page.getByLabel("Name").fill(name);
      await page.getByLabel("Password").fill(secret);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.waitForURL(it.url("/"));
    },

    /** Asks the API as the one who is signed in on a page. */
    async api(page, method, path, data) {
      const answer = await page.request.fetch(it.url(path), { method, data, headers: { Origin: new URL(address).origin } });
      assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`);
      return answer.status() === 204 ? null : answer.json();
    },

    /** Makes an experiment, with files brought by an upload from a folder, and waits until they are read. */
    async experiment(page, name, files, title = name) {
      const folder = join(home, "instruments", name);
      for (const [path, content] of Object.entries(files)) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeFile(join(folder, path), content);
      }
      await it.api(page, "POST", "/api/experiments", { name, type: "imaging", title });
      await it.api(page, "POST", `/api/experiments/${name}/acquisitions`, { sources: [{ folder }], kind: "upload", options: { settling: { quietSeconds: 0.1 } } });
      for (let tries = 0; tries < 300; tries++) {
        const standing = await it.api(page, "GET", `/api/experiments/${name}/readings`);
        if (standing.waiting === 0 && standing.read + standing.damaged + standing.failed >= Object.keys(files).length) return;
        await new Promise(done => setTimeout(done, 200));
      }
      assert.fail(`the files of ${name} were not read`);
    },

    async close() {
      await browser.close();
      if (site.exitCode === null) {
        const ended = new Promise(done => site.once("exit", done));
        site.kill("SIGTERM");
        await ended;
      }
      await rm(home, { recursive: true, force: true });
    },
  };
  return it;
}

/** A small picture that the readers know: MRC, 8 bit. */
export function mrc(columns, rows) {
  const bytes = Buffer.alloc(1024 + columns * rows);
  bytes.writeInt32LE(columns, 0);
  bytes.writeInt32LE(rows, 4);
  bytes.writeInt32LE(1, 8);
  bytes.write("MAP ", 208);
  bytes[212] = bytes[213] = 0x44;
  for (let place = 0; place < columns * rows; place++) bytes[1024 + place] = (place * 7 + (place % columns) * 3) % 120;
  return bytes;
}
