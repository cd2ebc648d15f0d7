"use strict";
// The volunteers' page: whoever signed in by the number of the register; hours, papers, how to be told, the calendar.
const VOLUNTEER = "/api/citizen/volunteer";
const PARTS = ["offers", "free", "hours", "me"];
const PLACES = [""];
let volunteer = null;
let isNobody = false;
let skills = null;
let held = null;
let papers = null;
let lines = null;
let lineCursor = null;
let feed = null;

Object.assign(FIELDS, {
  area_code: "street", "profile.birth_date": "birth_date", "profile.guardian_consents": "guardian_consents", "profile.skills": "skills",
});

function announce(text) {
  $("done").textContent = text;
  $("done").hidden = !text;
  if (text) $("done").scrollIntoView({ block: "center" });
}

const postSeen = (path, body, version) =>
  ask(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": newKey(), "If-Match": `"${version}"` },
    body: JSON.stringify(body),
  });

// ---- who it is

async function meetVolunteer() {
  try {
    know(await ask(VOLUNTEER));
    isNobody = false;
  } catch (error) {
    if (!(error instanceof Problem) || error.said.code !== "no_volunteer") throw error;
    isNobody = true;
  }
  skills = skills || (await ask(`${VOLUNTEER}/skills`)).items;
  if (isNobody) await fillDistricts();
}

function know(found) {
  volunteer = found;
  readFree(found);
  showFree();
  showMe();
}

async function enter() {
  await meetVolunteer();
  spoken();
  turn();
}

async function signedIn() {
  await enter();
  const part = [...document.querySelectorAll("main section")].find((one) => !one.hidden);
  part?.querySelector("h2").focus();
}

function leave() {
  me = volunteer = held = papers = lines = feed = null;
  isNobody = false;
  for (const name of ["offers", "earlier"]) {
    lists[name] = null;
    $(`${name}-list`).replaceChildren();
  }
  for (const name of ["held", "papers", "lines", "about", "documents", "standing"]) $(name).replaceChildren();
  $("earlier").open = false;
  announce("");
  showAccount();
  turn();
}

async function signOut() {
  await post("/api/citizen/sign-out", {});
  leave();
}

function showAccount() {
  showSignIn();
  fill($("wish-notify"), ["sms", "email", "none"].map((value) => [value, say(NOTIFY[value])]));
}

// ---- applying

function skillChoice(one) {
  const label = make("label");
  label.append(Object.assign(make("input"), { type: "checkbox", value: one.code }), make("span", say([one.zh, one.en])));
  return label;
}

const chosenSkills = () => [...document.querySelectorAll("#skill-choices input:checked")].map((one) => one.value);

function showSkills() {
  const chosen = chosenSkills();
  $("skill-choices").replaceChildren(...(skills || []).map(skillChoice));
  document.querySelectorAll("#skill-choices input").forEach((one) => (one.checked = chosen.includes(one.value)));
}

async function apply() {
  const said = { birth_date: $("birth_date").value, skills: chosenSkills() };
  for (const name of ["consents_dispatch", "guardian_consents"]) said[name] = $(name).checked;
  await post(`${VOLUNTEER}/apply`, { area_code: chosenArea(""), name: spoke($("name").value), note: spoke($("note").value), profile: said });
  $("apply-form").reset();
  await signedIn();
  announce(say(TEXTS.applied));
}

// ---- hours and papers

function pairsOf(list, all) {
  $(list).replaceChildren(...all.filter(([, text]) => text).flatMap(([name, text]) => [make("dt", say(TEXTS[name])), make("dd", text)]));
}

async function loadHours() {
  $("lines-note").textContent = say(TEXTS.loading);
  try {
    [held, papers] = await Promise.all([ask(`${VOLUNTEER}/hours`), ask(`${VOLUNTEER}/certificates?limit=50`)]);
    await loadLines();
  } catch (error) {
    notLoaded("lines", error);
  }
}

async function loadLines(more) {
  if (!more) [lines, lineCursor] = [null, null];
  const page = await ask(`${VOLUNTEER}/hours/lines?limit=20${more ? `&cursor=${encodeURIComponent(lineCursor)}` : ""}`);
  lines = [...(lines || []), ...page.items];
  lineCursor = page.next_cursor;
  showHours();
}

function showHours() {
  if (!held || !lines) return;
  const some = (hours) => (Number(hours) ? hours : "");
  pairsOf("held", [["balance", held.balance], ["allServed", held.served], ["reserved", some(held.reserved)], ["owed", some(held.owed)]]);
  $("papers").replaceChildren(...papers.items.map(paperItem));
  $("papers-note").textContent = papers.items.length ? "" : say(TEXTS.noPapers);
  $("lines").replaceChildren(...lines.map(lineItem));
  $("lines-note").textContent = lines.length ? "" : say(TEXTS.noLines);
  $("lines-more").textContent = say(TEXTS.more);
  $("lines-more").hidden = !lineCursor;
}

function lineItem(one) {
  const item = make("li");
  const amount = Number(one.amount) > 0 ? `+${one.amount}` : one.amount;
  item.append(make("span", say(ENTRIES[one.kind] || [one.kind, one.kind])), make("strong", amount));
  const more = [when(one.happened_at), one.reason, `${say(TEXTS.held)} ${one.balance}`];
  item.append(make("span", more.filter(Boolean).join(" · "), "who"));
  return item;
}

function paperItem(one) {
  const item = make("li");
  item.append(make("span", `${one.since} – ${one.until} · ${one.hours}${one.revoked_at ? ` · ${say(TEXTS.revoked)}` : ""}`));
  const button = make("button", "PDF", "plain");
  button.type = "button";
  button.setAttribute("aria-label", `PDF ${one.code}`);
  button.addEventListener("click", () => pressing(button, () => download(`${VOLUNTEER}/certificates/${one.id}/pdf`, `${one.code}.pdf`)));
  item.append(button, make("span", one.code, "who"));
  return item;
}

async function download(path, name) {
  let answer;
  try {
    answer = await fetch(path, { headers: { "Accept-Language": root.lang } });
  } catch {
    throw new Problem({ detail: say(TEXTS.network), fields: {} });
  }
  if (!answer.ok) {
    const said = await answer.json().catch(() => ({ detail: say(TEXTS.network), fields: {} }));
    if (answer.status === 401) said.detail = lost();
    throw new Problem(said);
  }
  const link = make("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

async function printStatement() {
  const [since, until] = ["since", "until"].map((name) => $(`statement-${name}`).value);
  await download(`${VOLUNTEER}/hours/statement?since=${since}&until=${until}`, `linli-hours-${since}-${until}.pdf`);
}

// ---- me

function showMe() {
  if (!volunteer) return;
  const known = (skills || []).filter((one) => volunteer.profile.skills.includes(one.code)).map((one) => say([one.zh, one.en]));
  const standing = say(STANDINGS[volunteer.state]);
  const about = [["name", volunteer.name], ["phone", volunteer.phone], ["standing", standing]];
  pairsOf("about", [...about, ["skills", known.join(root.lang === "zh" ? "、" : ", ")], ["since", dayOf(volunteer.registered_at)]]);
  $("documents").replaceChildren(...volunteer.documents.map(documentItem));
  $("standing").replaceChildren(...moves().map(moveButton));
  $("wish-notify").value = volunteer.notify || "sms";
  $("wish-language").value = volunteer.language;
  $("wish-hint").textContent = volunteer.email ? say(TEXTS.wishEmail) + volunteer.email : "";
  $("paused").hidden = volunteer.state !== "paused";
  showFeed();
}

function documentItem(one) {
  const item = make("li");
  const ends = one.valid_until ? `${say(TEXTS.until)} ${one.valid_until}` : "";
  item.append(make("span", say(DOCUMENTS[one.kind])), make("span", one.valid ? ends : say(TEXTS.over)));
  return item;
}

const moves = () => ({ active: ["paused", "left"], paused: ["active", "left"] })[volunteer.state] || [];

function moveButton(state) {
  const button = make("button", say(MOVES[state]), "plain");
  button.type = "button";
  button.addEventListener("click", () => pressing(button, () => move(state)));
  return button;
}

async function move(state) {
  if (state === "left" && !window.confirm(say(TEXTS.sure))) return;
  const found = await postSeen(`${VOLUNTEER}/state`, { state }, volunteer.version);
  if (state === "left") {
    volunteer = null;
    await signedIn();
  } else know(found);
  announce(say(TEXTS.saved));
}

async function saveWish() {
  const said = { notify: $("wish-notify").value, language: $("wish-language").value, email: spoke($("wish-email").value) || null };
  know(await postSeen(`${VOLUNTEER}/wish`, said, volunteer.version));
  $("wish-email").value = "";
  announce(say(TEXTS.saved));
}

function showFeed() {
  const since = feed ? new Date().toISOString() : volunteer.calendar_since;
  $("feed-note").textContent = since ? `${say(TEXTS.feedSince)} ${when(since)}` : say(TEXTS.noFeed);
  $("close-feed").hidden = !since;
  $("feed").hidden = !feed;
  if (!feed) return;
  $("feed-address").value = feed;
  $("open-in-calendar").href = feed.replace(/^https?:/, "webcal:");
}

async function openFeed() {
  const { token } = await post(`${VOLUNTEER}/feed`, {});
  feed = `${location.origin}/api/calendars/${token}.ics`;
  showFeed();
  $("feed-address").focus();
  $("feed-address").select();
}

async function closeFeed() {
  feed = null;
  know(await post(`${VOLUNTEER}/feed/close`, {}));
  announce(say(TEXTS.feedClosed));
}

async function copyFeed() {
  $("feed-address").select();
  await navigator.clipboard.writeText(feed);
  announce(say(TEXTS.copied));
}

// ---- the page

function part() {
  if (!me || (!volunteer && !isNobody)) return "enter";
  if (isNobody) return "apply";
  if (volunteer.state === "applied") return "waiting";
  const name = location.hash.slice(1);
  return PARTS.includes(name) ? name : "offers";
}

function turn() {
  const shown = part();
  for (const one of ["enter", "apply", "waiting", ...PARTS]) $(one).hidden = one !== shown;
  document.querySelector("nav.volunteer").hidden = !PARTS.includes(shown);
  document.querySelectorAll("nav a").forEach((one) => {
    if (one.hash === `#${shown}`) one.setAttribute("aria-current", "page");
    else one.removeAttribute("aria-current");
  });
  $("problem").hidden = true;
  announce("");
  window.scrollTo(0, 0);
  if (shown === "offers") listOffers("offers");
  if (shown === "hours") loadHours();
}

function spoken() {
  showAccount();
  namePlaces();
  showSkills();
  showOffers("offers");
  showOffers("earlier");
  showFree();
  showHours();
  showMe();
}

function thisYear() {
  const today = new Date(Date.now() + 8 * 3600000).toISOString().slice(0, 10);
  $("statement-since").value = `${today.slice(0, 4)}-01-01`;
  $("statement-until").value = today;
}

async function begin() {
  speak(firstLanguage());
  thisYear();
  await meet();
  turn();
  if (me) await enter();
}

const pressed = (id, work) => on(id, "click", (event) => pressing(event.currentTarget, work));

window.addEventListener("hashchange", turn);
hearPlaces();
hearForms([
  ["sign-in-form", signIn], ["apply-form", apply], ["free-form", saveFree], ["calendar-form", readCalendar],
  ["statement-form", printStatement], ["wish-form", saveWish],
]);
for (const name of ["offers", "earlier"]) on(`${name}-more`, "click", () => listOffers(name, Boolean(cursors[name])));
on("earlier", "toggle", () => $("earlier").open && !lists.earlier && listOffers("earlier"));
on("lines-more", "click", () => (lineCursor ? loadLines(true).catch((error) => notLoaded("lines", error)) : loadHours()));
on("add-off", "click", addOff);
for (const [id, work] of [["sign-out", signOut], ["open-feed", openFeed], ["close-feed", closeFeed], ["copy-feed", copyFeed]]) pressed(id, work);
begin().catch((error) => tell($("main"), error));
