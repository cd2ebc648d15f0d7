"use strict";
// Offers and tasks of a volunteer: take or decline, check in and out by code or place, say that hours are not right.
const OFFERS = "/api/citizen/volunteer/offers";
const lists = { offers: null, earlier: null };
const cursors = { offers: null, earlier: null };
const OVER = ["declined", "expired", "withdrawn", "cancelled", "served", "missed"];

const spoke = (text) => (text || "").trim();

const moment = (text, options) =>
  new Date(text).toLocaleString(root.lang === "zh" ? "zh-CN" : "en-GB", { timeZone: "Asia/Shanghai", hour12: false, ...options });
const clockOf = (text) => moment(text, { hour: "2-digit", minute: "2-digit" });
const dayOf = (text) => moment(text, { year: "numeric", month: "short", day: "numeric", weekday: "short" });

function span(one) {
  const last = dayOf(one.ends_at) === dayOf(one.starts_at) ? "" : `${dayOf(one.ends_at)} `;
  return `${dayOf(one.starts_at)} ${clockOf(one.starts_at)} – ${last}${clockOf(one.ends_at)}`;
}

async function listOffers(name, more) {
  if (!more) [lists[name], cursors[name]] = [null, null];
  $(`${name}-note`).textContent = say(TEXTS.loading);
  const known = lists[name];
  const query = `?limit=20${name === "offers" ? "&open=true" : ""}${more ? `&cursor=${encodeURIComponent(cursors[name])}` : ""}`;
  try {
    const page = await ask(OFFERS + query);
    if (known !== lists[name]) return;
    const found = name === "offers" ? page.items : page.items.filter((one) => OVER.includes(one.state));
    lists[name] = [...(lists[name] || []), ...found];
    cursors[name] = page.next_cursor;
    showOffers(name);
  } catch (error) {
    notLoaded(name, error);
  }
}

function notLoaded(name, error) {
  if (!me || !(error instanceof Problem)) return tell($("sign-in-form"), error);
  $(`${name}-note`).textContent = `${say(TEXTS.failed)} ${error.said.detail}`;
  $(`${name}-more`).textContent = say(TEXTS.retry);
  $(`${name}-more`).hidden = false;
}

function inOrder(name, all) {
  if (name === "earlier") return all;
  const rank = (one) => ["present", "offered", "accepted"].indexOf(one.state);
  return [...all].sort((one, other) => rank(one) - rank(other) || one.starts_at.localeCompare(other.starts_at));
}

function showOffers(name) {
  if (!lists[name]) return;
  const none = name === "offers" ? TEXTS.noOffers : TEXTS.noEarlier;
  $(`${name}-list`).replaceChildren(...inOrder(name, lists[name]).map(offerCard));
  $(`${name}-note`).textContent = lists[name].length || cursors[name] ? "" : say(none);
  $(`${name}-more`).textContent = say(TEXTS.more);
  $(`${name}-more`).hidden = !cursors[name];
}

// ---- one of them

function offerCard(one) {
  const card = make("article");
  card.id = `offer-${one.id}`;
  card.tabIndex = -1;
  const title = make("h3", one.title);
  title.id = `title-${one.id}`;
  card.setAttribute("aria-labelledby", title.id);
  card.append(title, make("span", say(STATES[one.state] || [one.state, one.state]), "state"), make("p", span(one)));
  card.append(...facts(one), ...steps(one));
  return card;
}

function facts(one) {
  const told = [];
  if (one.actions.includes("accept") && one.expires_at) told.push(make("p", `${say(TEXTS.answerBy)} ${when(one.expires_at)}`, "warn"));
  if (one.dangerous) told.push(make("p", say(TEXTS.dangerous), "warn"));
  if (one.role !== "helper") told.push(make("p", `${say(TEXTS.role)}：${one.role}`));
  const why = say([one.why_zh, one.why_en]);
  if (why && !OVER.includes(one.state)) told.push(make("p", `${say(TEXTS.why)}：${why}`, "hint"));
  if (one.latitude !== null && !OVER.includes(one.state)) told.push(mapLink(one));
  const came = [["arrived", one.arrived_at], ["left", one.left_at]].filter(([, at]) => at);
  if (came.length) told.push(make("p", came.map(([name, at]) => `${say(TEXTS[name])} ${clockOf(at)}`).join(" · "), "hint"));
  if (one.hours !== null) told.push(make("p", `${say(TEXTS.counted)}：${one.hours}${one.issue ? ` · ${say(ISSUES[one.issue])}` : ""}`));
  if (one.disputed_hours !== null) told.push(make("p", `${say(TEXTS.claimed)} ${one.disputed_hours}：${one.dispute}`, "hint"));
  if (one.decision) told.push(make("p", `${say(TEXTS.decided)}：${one.decision}`, "hint"));
  return told;
}

function mapLink(one) {
  const line = make("p");
  const link = make("a", say(TEXTS.map));
  link.href = `geo:${one.latitude},${one.longitude}?q=${one.latitude},${one.longitude}`;
  line.append(link);
  return line;
}

function steps(one) {
  const may = (action) => one.actions.includes(action);
  const row = make("div", undefined, "actions");
  const made = [];
  if (may("accept")) row.append(stepButton(one, "accept", say(TEXTS.accept), () => change(one, "accept", {}, TEXTS.thanks)));
  if (may("decline")) {
    const text = say(one.state === "accepted" ? TEXTS.cannot : TEXTS.decline);
    row.append(stepButton(one, "decline", text, () => change(one, "decline", {}, TEXTS.fine), "plain"));
  }
  for (const action of ["check_in", "check_out"]) if (may(action)) made.push(checkForm(one, action));
  if (row.children.length) made.push(row);
  if (may("dispute")) made.push(disputeForm(one));
  return made;
}

function stepButton(one, action, text, work, className) {
  const button = make("button", text, className);
  button.type = "button";
  button.setAttribute("aria-describedby", `title-${one.id}`);
  button.addEventListener("click", () => pressing(button, work));
  return button;
}

async function pressing(button, work) {
  clear(document.body);
  $("done").hidden = true;
  button.disabled = true;
  try {
    await work();
  } catch (error) {
    tell(button.form || $("main"), error);
  } finally {
    button.disabled = false;
  }
}

function formOf(one, kind, parts, work) {
  const form = make("form");
  form.noValidate = true;
  form.dataset.prefix = `${kind}-${one.id}-`;
  form.append(...parts);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    sending(form, work);
  });
  return form;
}

function labelled(id, text, given) {
  const input = Object.assign(make(given.rows ? "textarea" : "input"), { id, ...given });
  const label = make("label", text);
  label.htmlFor = id;
  return [label, input];
}

function submitButton(text) {
  const button = make("button", text);
  button.type = "submit";
  return button;
}

function checkForm(one, action) {
  const id = `${action}-${one.id}-code`;
  const [label, input] = labelled(id, say(TEXTS.code), { required: true, maxLength: 200, autocomplete: "off", inputMode: "numeric" });
  const [path, told] = action === "check_in" ? ["check-in", TEXTS.here] : ["check-out", TEXTS.served];
  const row = make("div", undefined, "actions");
  row.append(submitButton(say(TEXTS[action])));
  if (one.latitude !== null) row.append(stepButton(one, "place", say(TEXTS.byPlace), () => checkByPlace(one, path, told), "plain"));
  return formOf(one, action, [label, input, row], () => {
    const code = spoke(input.value);
    return change(one, path, { proof: code.startsWith("linli:") ? "qr" : "code", code }, told);
  });
}

async function checkByPlace(one, path, told) {
  const found = await new Promise((done) => {
    if (!navigator.geolocation) done(null);
    else navigator.geolocation.getCurrentPosition(done, () => done(null), { enableHighAccuracy: true, timeout: 15000 });
  });
  if (!found) throw new Problem({ detail: say(TEXTS.noPlace), fields: {} });
  const { latitude, longitude } = found.coords;
  await change(one, path, { proof: "place", latitude, longitude }, told);
}

function disputeForm(one) {
  const part = make("details");
  const prefix = `dispute-${one.id}-`;
  const hours = labelled(`${prefix}hours`, say(TEXTS.shouldBe), { type: "number", step: "0.25", min: "0.25", required: true });
  const reason = labelled(`${prefix}reason`, say(TEXTS.reason), { rows: 2, maxLength: 500, required: true });
  const form = formOf(one, "dispute", [...hours, ...reason, submitButton(say(TEXTS.send))], () =>
    change(one, "dispute", { hours: hours[1].value, reason: spoke(reason[1].value) }, TEXTS.disputed),
  );
  part.append(make("summary", say(TEXTS.dispute)), form);
  return part;
}

async function change(one, what, body, told) {
  try {
    await postSeen(`${OFFERS}/${one.id}/${what}`, body, one.version);
    announce(say(told));
  } catch (error) {
    if (!(error instanceof Problem) || !["stale_version", "illegal_transition", "offer_expired"].includes(error.said.code)) throw error;
    await refreshOffers();
    throw new Problem({ detail: `${error.said.detail} ${say(TEXTS.changed)}`, fields: {} });
  }
  await refreshOffers();
}

async function refreshOffers() {
  await listOffers("offers");
  if ($("earlier").open) await listOffers("earlier");
}
