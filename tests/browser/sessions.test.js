// Sessions at an instrument, as people keep them in a browser: begun, written down, ended, put right, and their records.
import assert from "node:assert/strict";
import { mkdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { start } from "./site.js";

const markup = `"'><script>window.hit=1</script><img src=x onerror=window.hit=2>`;
let site, page, folder, session;

before(async () => {
  site = await start();
  folder = join(site.home, "instrument");
  await mkdir(folder, { recursive: true });
  page = await site.visitor();
  await site.signIn(page, "admin");
  await site.api(page, "PUT", "/api/instruments/titan", { name: "titan", station: "local", description: `Titan ${markup}`, settling: { quietSeconds: 0.1 } });
  await site.api(page, "POST", "/api/experiments", { name: "steel", type: "imaging", title: "Steel", station: "local" });
});

after(() => site?.stop());

// Files whose time stamps lie some minutes back.
async function take(names, minutes) {
  for (const [place, name] of names.entries()) {
    await writeFile(join(folder, name), `P2 2 2 255 0 1 2 ${minutes + place}\n`);
    const at = Date.now() / 1000 - 60 * minutes + place;
    await utimes(join(folder, name), at, at);
  }
  await site.api(page, "POST", "/api/experiments/steel/acquisitions", { sources: [{ folder, station: "local" }], kind: "upload", options: { instrument: "titan", settling: { quietSeconds: 0.1 } } });
}

test("a session is begun at the instrument's page, written down in, paused and ended", async () => {
  await page.goto(site.at("/sessions"));
  await page.getByRole("link", { name: "titan" }).first().click();
  await page.getByLabel("Sample").fill(`S-12 ${markup}`);
  await page.getByLabel("What for").fill("twins");
  await page.getByLabel("Experiment (optional)").fill("steel");
  await page.getByRole("button", { name: "Begin", exact: true }).click();
  await page.getByText("under way").waitFor();
  session = new URL(page.url()).pathname;
  await page.getByLabel("Write something down").fill(`drift\n${markup}`);
  await page.getByRole("button", { name: "Save the note" }).click();
  await page.getByRole("list").getByText("drift").first().waitFor();
  await page.getByRole("button", { name: "Pause" }).click();
  await page.locator(".title .mark", { hasText: "paused" }).waitFor();
  await page.getByRole("button", { name: "Go on" }).click();
  await page.locator(".title .mark", { hasText: "under way" }).waitFor();
  await page.goto(site.at("/instruments/titan"));
  await page.getByRole("heading", { name: "Now" }).waitFor();
  // Nobody has two sessions at one instrument.
  await page.getByRole("button", { name: "Begin", exact: true }).click();
  await page.getByRole("alert").getByText("has a session here").waitFor();
});

test("what was wrong is put right, with the reason in the history", async () => {
  await page.goto(site.at(session));
  await page.getByText("Put something right").click();
  await page.getByLabel("Began (UTC)").fill(new Date(Date.now() - 3 * 3600e3).toISOString().slice(0, 17) + "01");
  await page.getByLabel("Sample").fill("S-13");
  await page.getByLabel("Why").fill("typed wrongly");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("status").getByText("Saved.").waitFor();
  await page.getByText("History", { exact: true }).click();
  await page.getByText("typed wrongly").waitFor();
  await page.getByText("Put something right").click();
  await page.getByLabel("Ended (UTC)").fill("2999-01-01T00:00:01");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("alert").waitFor();
});

test("its files and its record come by themselves, with activities that are corrected by hand", async () => {
  await take(["a1.pgm", "a2.pgm", "a3.pgm"], 150);
  await take(["b1.pgm", "b2.pgm", "b3.pgm"], 60);
  await page.goto(site.at(session));
  for (let tries = 0; (await page.locator("dl.facts dd", { hasText: /^6$/ }).count()) === 0; tries++) {
    assert.ok(tries < 100, "the six files did not come to the session");
    await page.waitForTimeout(200);
    await page.reload();
  }
  await page.getByRole("button", { name: "End the session" }).click();
  for (let tries = 0; (await page.getByRole("heading", { name: "Activity 2" }).count()) === 0; tries++) {
    assert.ok(tries < 150, "there is no record with two activities");
    await page.waitForTimeout(200);
    await page.goto(site.at(session));
  }
  const second = page.locator("#activity-2");
  await second.getByText("Correct", { exact: true }).click();
  await second.getByLabel("Its name").fill("tilt <series>");
  await second.getByRole("button", { name: "Call it so" }).click();
  for (let tries = 0; (await page.getByRole("heading", { name: "2. tilt <series>" }).count()) === 0; tries++) {
    assert.ok(tries < 150, "the name did not come into the record");
    await page.waitForTimeout(200);
    await page.goto(site.at(session));
  }
  await page.getByText("built", { exact: true }).waitFor();
  const pdf = await page.context().request.get(site.at(`/api${session}/record?format=pdf`));
  assert.equal((await pdf.body()).subarray(0, 5).toString(), "%PDF-");
});

test("a control computer that asks is confirmed by its code, and revoked", async () => {
  await site.api(page, "POST", "/api/computers/requests", { name: "TITAN-PC", instrument: "titan", public: "ab".repeat(200), folder: "D:\\Data" });
  await page.goto(site.at("/admin/computers"));
  const card = page.locator("form", { hasText: "asks to be added" });
  const code = await card.locator("b.number").textContent();
  await card.getByLabel("The code in its window").fill("0000-0000");
  await card.getByRole("button", { name: "Confirm" }).click();
  await page.getByRole("alert").getByText("is not the code").waitFor();
  await page.locator("form", { hasText: "asks to be added" }).getByLabel("The code in its window").fill(code.toLowerCase());
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.getByRole("rowheader", { name: "TITAN-PC" }).waitFor();
  await page.getByRole("button", { name: "Revoke TITAN-PC" }).click();
  await page.getByText("revoked", { exact: true }).waitFor();
  await page.getByLabel("Its name").fill("SEM-PC");
  await page.getByLabel("The logger copies that folder").check();
  await page.getByRole("button", { name: "Make its settings" }).click();
  assert.match(await page.locator("#secret").textContent(), /computer = SEM-PC[\s\S]*secret = \S{44}[\s\S]*copy = yes/);
  const program = await page.context().request.get(site.at(await page.getByRole("link", { name: "dewar-logger.exe" }).getAttribute("href")));
  assert.equal((await program.body()).subarray(0, 2).toString(), "MZ");
});

test("somebody else neither sees the session nor finds its page", async () => {
  await site.api(page, "POST", "/api/users", { name: "anna", password: "correct horse" });
  const anna = await site.visitor();
  await site.signIn(anna, "anna");
  assert.equal((await anna.goto(site.at(session))).status(), 404);
  await anna.goto(site.at("/sessions"));
  await anna.getByText("There is no such session that you may see.").waitFor();
  await anna.context().close();
});

test("axe finds nothing serious, nothing is wider than a phone, and nothing that somebody wrote was executed", async () =>
  assert.deepEqual(await site.faults(page, ["/sessions", "/sessions?person=nobody", session, "/instruments/titan", "/admin/computers"]), []));

test("no page broke its content security policy or failed in its script", () => assert.deepEqual(site.complaints, []));
