"use strict";
// The account on the citizens' page: sign in with a code, one's own requests, profile, a copy of all data, the end of it.
const OWN = "/api/citizen/me/requests";
let listed = null;
let cursor = null;

// ---- signing in and out

function showAccount() {
  $("mine-link").hidden = !canSignIn && !me;
  $("email-form").hidden = !me || !me.profile.email || me.profile.email_proved;
  $("email-shown").textContent = me ? me.profile.email || "" : "";
  fill($("my-notify"), Object.entries(NOTIFY).map(([value, pair]) => [value, say(pair)]));
  showSignIn();
  showOwn();
}

async function signedIn() {
  await prefill();
  turn();
  $("mine-title").focus();
}

function leave() {
  me = null;
  listed = null;
  hideRequest();
  $("profile-form").reset();
  showAccount();
  if (isOwn) {
    history.replaceState(null, "", "#mine");
    turn();
  }
}

async function signOut(everywhere) {
  await post("/api/citizen/sign-out", { everywhere });
  forget();
}

function forget() {
  leave();
  $("file-form").reset();
  $("file-form").hidden = false;
  $("filed").hidden = true;
  $("tail").value = "";
  document.querySelectorAll("#mine details").forEach((one) => (one.open = false));
  $("mine-title").focus();
}

// ---- one's own requests

async function listOwn(more) {
  if (!more) [listed, cursor] = [null, null];
  showOwn();
  $("own-note").textContent = say(TEXTS.loading);
  const known = listed;
  try {
    const page = await ask(`${OWN}?limit=20${more ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
    if (known !== listed) return;
    listed = [...(listed || []), ...page.items];
    cursor = page.next_cursor;
    showOwn();
  } catch (error) {
    if (!me) return tell($("sign-in-form"), error);
    $("own-note").textContent = `${say(TEXTS.failed)} ${error.said ? error.said.detail : ""}`;
    $("own-more").textContent = say(TEXTS.retry);
    $("own-more").hidden = false;
  }
}

function showOwn() {
  $("own").replaceChildren(...(listed || []).map(ownItem));
  $("own-note").textContent = listed && !listed.length ? say(TEXTS.none) : "";
  $("own-more").textContent = say(TEXTS.more);
  $("own-more").hidden = !cursor;
}

function ownItem(one) {
  const item = make("li");
  const link = make("a");
  link.href = `#mine=${one.tracking_code}`;
  link.append(make("strong", one.title), make("span", say(STATES[one.state] || OTHER_STATE), "state"));
  link.append(make("span", `${one.tracking_code} · ${when(one.filed_at)}`, "who"));
  item.append(link);
  return item;
}

async function openOwn(code) {
  if (!shown || shown.tracking_code !== code) hideRequest();
  try {
    show(await ask(`${OWN}/${encodeURIComponent(code)}`));
    $("request").focus();
  } catch (error) {
    tell($("comment-form"), error);
  }
}

async function addOwn() {
  await post(`${OWN}/add`, { tracking_code: $("add-tracking_code").value.trim() });
  $("add-form").reset();
  await listOwn();
}

// ---- profile, data, the end

async function prefill() {
  if (!me) return;
  const { name, email, language, area_code, notify } = me.profile;
  $("my-name").value = name || "";
  $("my-email").value = email || "";
  $("my-language").value = language;
  $("my-notify").value = notify || "sms";
  if (name && !$("contact_name").value) $("contact_name").value = name;
  try {
    if (area_code) await chooseArea("my-", area_code);
    if (area_code && !$("street").value) await chooseArea("", area_code);
  } catch (error) {
    tell($("profile-form"), error);
  }
}

async function saveProfile() {
  const said = { language: $("my-language").value, notify: $("my-notify").value, area_code: chosenArea("my-") || null };
  for (const name of ["name", "email"]) said[name] = $(`my-${name}`).value.trim() || null;
  const headers = { "Content-Type": "application/json", "Idempotency-Key": newKey(), "If-Match": `"${me.profile.version}"` };
  me = await ask("/api/citizen/me", { method: "POST", headers, body: JSON.stringify(said) });
  $("profile-note").textContent = say(TEXTS.saved);
  showAccount();
  await prefill();
}

async function sendProofCode(form, path, said, note) {
  clear(form);
  try {
    await post(path, said);
    $(note).textContent = say(TEXTS.sent);
  } catch (error) {
    tell(form, error);
  }
}

async function changeNumber() {
  me = await post("/api/citizen/me/phone", { phone: mobile("new-phone"), code: $("new-code").value.trim() });
  $("number-form").reset();
  $("number-note").textContent = say(TEXTS.saved);
  showAccount();
  await prefill();
}

async function proveEmail() {
  me = await post("/api/citizen/me/email", { code: $("proof-code").value.trim() });
  $("email-form").reset();
  $("profile-note").textContent = say(TEXTS.saved);
  showAccount();
  await prefill();
}

async function download() {
  const found = await ask("/api/citizen/me/export");
  const link = make("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(found, null, 1)], { type: "application/json" }));
  link.download = "linli-my-data.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

async function erase() {
  await post("/api/citizen/me/delete", {});
  forget();
}

function hearAccount() {
  const told = (work) => () => {
    clear($("delete-form"));
    work().catch((error) => tell($("delete-form"), error));
  };
  const phone = () => ({ phone: mobile("new-phone") });
  on("send-number-code", "click", () => sendProofCode($("number-form"), "/api/citizen/me/phone/code", phone(), "number-note"));
  on("send-email-code", "click", () => sendProofCode($("email-form"), "/api/citizen/me/email/code", {}, "email-note"));
  on("sign-out", "click", told(() => signOut(false)));
  on("sign-out-everywhere", "click", told(() => signOut(true)));
  on("export", "click", told(download));
  on("own-more", "click", () => listOwn(Boolean(cursor)));
  on("profile-form", "input", () => ($("profile-note").textContent = ""));
  hearForms([
    ["sign-in-form", signIn], ["add-form", addOwn], ["profile-form", saveProfile], ["delete-form", erase],
    ["number-form", changeNumber], ["email-form", proveEmail],
  ]);
}
