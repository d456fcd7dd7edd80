// Instruments booked in a browser, with a script and without; what a session took place in, and where its record goes.
import assert from "node:assert/strict";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { start } from "./site.js";

const markup = `"'><script>window.hit=1</script>`;
let site, page, booked, session;

// A day of the next week, where the instrument is, as fields take it.
const day = place => {
  const monday = new Date();
  monday.setUTCDate(monday.getUTCDate() + 7 - ((monday.getUTCDay() + 6) % 7) + place);
  return monday.toISOString().slice(0, 10);
};

before(async () => {
  site = await start();
  page = await site.visitor();
  await site.signIn(page, "admin");
  await site.api(page, "PUT", "/api/instruments/titan", { name: "titan", station: "local", description: `Titan ${markup}`, settling: { quietSeconds: 0.1 } });
  await site.api(page, "POST", "/api/users", { name: "anna", password: "correct horse", fullName: "Anna Larsson" });
});

after(() => site?.stop());

test("staff say how an instrument may be booked", async () => {
  await page.goto(site.at("/"));
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Booking" }).click();
  await page.getByRole("link", { name: "titan" }).click();
  await page.getByRole("link", { name: "Rules of booking" }).click();
  await page.getByLabel("Opening hours").fill("Mon Tue Wed 08:00-20:00\nsome day");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("alert").getByText("'some day' can't be read").waitFor();
  await page.getByLabel("Opening hours").fill("Mon Tue Wed Thu Fri 08:00-20:00");
  await page.getByLabel("Minutes free between bookings").fill("15");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("status").getByText("Saved.").waitFor();
});

test("somebody books by a click on a free hour, is refused what breaks a rule, changes and cancels", async () => {
  const anna = await site.visitor();
  await site.signIn(anna, "anna");
  await anna.goto(site.at(`/booking/titan?week=${day(0)}`));
  await anna.locator(`a[href*="starts=${day(0)}T10:00"] rect`).click();
  await anna.getByLabel("From").waitFor();
  assert.equal(await anna.getByLabel("From").inputValue(), `${day(0)}T10:00`);
  await anna.getByLabel("What is done").fill(`Twins ${markup}`);
  await anna.getByRole("button", { name: "Book", exact: true }).click();
  await anna.getByRole("status").getByText("Booked.").waitFor();
  assert.equal(await anna.getByRole("rowheader").count(), 7, "a week has seven days, one of them with the booking");

  await anna.getByLabel("From").fill(`${day(0)}T11:05`);
  await anna.getByLabel("To").fill(`${day(0)}T12:00`);
  await anna.getByLabel("What is done").fill("too near");
  await anna.getByRole("button", { name: "Book", exact: true }).click();
  await anna.getByRole("alert").getByText("15 min stay free").waitFor();
  assert.equal(await anna.getByLabel("What is done").inputValue(), "too near");
  await anna.getByLabel("From").fill(`${day(5)}T11:00`);
  await anna.getByLabel("To").fill(`${day(5)}T12:00`);
  await anna.getByRole("button", { name: "Book", exact: true }).click();
  await anna.getByRole("alert").getByText("is not open all that time").waitFor();

  await anna.goto(site.at("/booking"));
  await anna.getByRole("link", { name: /^titan: Twins/ }).click();
  await anna.getByLabel("What is done").fill("Twins in steel");
  await anna.getByLabel("To", { exact: true }).fill(`${day(0)}T13:00`);
  await anna.getByLabel("Record of the session").selectOption("yes, make one");
  await anna.getByRole("button", { name: "Save", exact: true }).click();
  await anna.getByRole("status").getByText("Saved.").waitFor();
  await anna.getByRole("heading", { name: "Twins in steel" }).waitFor();
  booked = new URL(anna.url()).pathname;
  await anna.getByLabel("Why").fill("ill");
  await anna.getByRole("button", { name: "Cancel the booking" }).click();
  await anna.getByRole("status").getByText("Cancelled.").waitFor();
  await anna.goto(site.at(booked));
  await anna.getByText("ill", { exact: true }).waitFor();
  assert.equal(await anna.getByRole("button", { name: "Save", exact: true }).count(), 0);
  await anna.context().close();
});

test("and without a script", async () => {
  const plain = await site.visitor({ javaScriptEnabled: false });
  await site.signIn(plain, "anna");
  await plain.goto(site.at(`/booking/titan?week=${day(1)}`));
  await plain.getByLabel("From").fill(`${day(1)}T09:00`);
  await plain.getByLabel("To").fill(`${day(1)}T08:00`);
  await plain.getByRole("button", { name: "Book", exact: true }).click();
  await plain.getByRole("alert").getByText("ends after it begins").waitFor();
  await plain.getByLabel("To").fill(`${day(1)}T10:00`);
  await plain.getByLabel("What is done").fill("plain");
  await plain.getByRole("button", { name: "Book", exact: true }).click();
  await plain.getByRole("status").getByText("Booked.").waitFor();
  await plain.getByRole("cell", { name: "Anna Larsson yours plain" }).getByRole("link").click();
  booked = new URL(plain.url()).pathname;
  await plain.getByLabel("What is done").fill("plainer");
  await plain.getByRole("button", { name: "Save", exact: true }).click();
  await plain.getByRole("heading", { name: "plainer" }).waitFor();
  await plain.context().close();
});

test("a session gets the booking and the consent that somebody says it has", async () => {
  await site.api(page, "PUT", "/api/instruments/titan/booking-rules", { shortestMinutes: 1 });
  const soon = minutes => new Date(Date.now() + minutes * 60e3).toISOString();
  await site.api(page, "POST", "/api/instruments/titan/reservations", { startsAt: soon(90), endsAt: soon(120), title: "next", purpose: "Grain boundaries", user: "anna" });
  ({ id: session } = await site.api(page, "POST", "/api/instruments/titan/sessions", { sample: "S-1" }));
  await page.goto(site.at(`/sessions/${session}`));
  await page.getByText("Put something right").click();
  const choice = await page.getByLabel("Took place in the booking of").locator("option", { hasText: "Anna" }).first().textContent();
  await page.getByLabel("Took place in the booking of").selectOption(choice);
  await page.getByLabel("Record of the session").selectOption("no, make none");
  await page.getByLabel("Why").fill("came early");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("status").getByText("Saved.").waitFor();
  await page.getByRole("link", { name: "Grain boundaries, Anna Larsson" }).waitFor();
  await page.getByText("Put something right").click();
  assert.equal(await page.getByLabel("Record of the session").inputValue(), "no");
  // What was chosen is still there after a refusal.
  await page.getByLabel("Record of the session").selectOption("yes, make one");
  await page.getByLabel("Ended (UTC)").fill("2999-01-01T00:00:01");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("alert").waitFor();
  assert.equal(await page.getByLabel("Record of the session").inputValue(), "yes");
  await page.getByLabel("Ended (UTC)").fill("");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("status").getByText("Saved.").waitFor();
});

test("records are delivered to targets that an administrator adds, tries, changes and removes", async () => {
  const folder = join(site.home, "records");
  await mkdir(folder);
  await page.goto(site.at("/admin/targets"));
  await page.getByLabel("What it is called here").fill("archive");
  await page.getByLabel("Kind").selectOption("webhook");
  await page.getByLabel("Address").fill(folder);
  await page.getByLabel("Secret").fill("never shown");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("alert").getByText("is no address with http").waitFor();
  assert.equal(await page.getByLabel("Secret").inputValue(), "");
  await page.getByLabel("Kind").selectOption("folder");
  await page.getByLabel("Secret").fill("never shown");
  await page.getByText("For folder, mail and cdcs").click();
  await page.getByLabel("Forms").fill("json");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("status").getByText("Done.").waitFor();
  await page.getByRole("button", { name: "Try archive" }).click();
  await page.getByRole("status").getByText("can be written").waitFor();
  assert.deepEqual(await readdir(folder), []);
  await page.getByRole("link", { name: "Change archive" }).click();
  assert.equal(await page.getByLabel("Forms").inputValue(), "json");
  await page.getByLabel("Priority").fill("70");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("priority 70").waitFor();
  await page.getByText("secret: kept").waitFor();
  assert.ok(!(await page.content()).includes("never shown\""));

  await site.api(page, "PUT", "/api/record-targets/hook", { kind: "webhook", address: "http://127.0.0.1:9/in" });
  await page.goto(site.at("/admin/targets"));
  await page.getByRole("button", { name: "Try hook" }).click();
  await page.getByRole("status").getByText("can't be reached").waitFor();
  // A file of the session, without which nobody has anything of its record.
  const instrument = join(site.home, "instrument");
  await mkdir(instrument);
  await writeFile(join(instrument, "a.pgm"), "P2 2 2 255 0 1 2 3\n");
  await site.api(page, "POST", "/api/experiments", { name: "steel", type: "imaging", title: "Steel", station: "local" });
  await site.api(page, "POST", "/api/experiments/steel/acquisitions", { sources: [{ folder: instrument, station: "local" }], kind: "upload", options: { instrument: "titan", settling: { quietSeconds: 0.1 } } });
  for (let tries = 0; (await site.api(page, "GET", `/api/sessions/${session}`)).session.files === 0; tries++) {
    assert.ok(tries < 100, "the file did not come to the session");
    await page.waitForTimeout(200);
  }
  await site.api(page, "POST", `/api/sessions/${session}/end`, {});
  for (let tries = 0; (await page.getByText("Delivered to").count()) === 0 || (await page.getByText("delivered", { exact: true }).count()) === 0 || (await page.getByText("failed", { exact: true }).count()) === 0; tries++) {
    assert.ok(tries < 150, "the record was not delivered");
    await page.waitForTimeout(200);
    await page.goto(site.at(`/sessions/${session}`));
  }
  await page.getByText("Attempts", { exact: true }).click();
  await page.getByText("can't be reached").last().waitFor();
  await page.getByRole("button", { name: "Deliver again" }).click();
  await page.getByRole("status").getByText("Saved.").waitFor();
  // What became different from one revision to the next.
  await page.getByText("Put something right").click();
  await page.locator("#mend-purpose").fill("<b>twins</b>");
  await page.locator("#started").fill("2039-01-01T00:00:01");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("alert").waitFor();
  assert.equal(await page.locator("#started").inputValue(), "2039-01-01T00:00:01");
  await page.locator("#started").fill("");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("status").getByText("Saved.").waitFor();
  for (let tries = 0; (await page.getByRole("link", { name: "What changed since the first" }).count()) === 0; tries++) {
    assert.ok(tries < 150, "there is no second revision");
    await page.waitForTimeout(200);
    await page.goto(site.at(`/sessions/${session}`));
  }
  await page.getByRole("link", { name: "What changed since the first" }).click();
  await page.getByText("to <b>twins</b>.").first().waitFor();
  const older = await page.getByRole("link", { name: "Revision 1 as JSON" }).getAttribute("href");
  assert.ok(!JSON.stringify(await site.api(page, "GET", older)).includes("twins"));
  await page.goto(site.at("/admin/targets"));
  await page.getByRole("button", { name: "Remove hook" }).click();
  await page.getByRole("status").getByText("Done.").waitFor();
  assert.equal(await page.getByRole("button", { name: "Remove hook" }).count(), 0);
});

test("axe finds nothing serious, nothing is wider than a phone, and nothing that somebody wrote was executed", async () =>
  assert.deepEqual(await site.faults(page, ["/booking", `/booking/titan?week=${day(1)}`, booked, "/booking/titan/rules", "/admin/calendars", "/admin/targets", "/admin/targets?change=archive", `/sessions/${session}`, `/sessions/${session}/revisions`]), []));

test("no page broke its content security policy or failed in its script", () => assert.deepEqual(site.complaints, []));
