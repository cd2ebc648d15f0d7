"use strict";
// Signing in with a number and a code, on the pages for citizens and for volunteers; a page says what follows in
// `signedIn`, `leave` (nobody is signed in any more) and `showAccount`.
let me = null;
let canSignIn = null;
let nextCode = 0;

const tokenFor = (path, options) =>
  me && options.method === "POST" && path.startsWith("/api/citizen/") ? { "X-CSRF-Token": me.csrf_token } : {};

function lost() {
  leave();
  return say(TEXTS.ended);
}

async function meet() {
  try {
    const offer = await ask("/api/citizen/sign-in");
    canSignIn = offer.available;
    if (offer.signed_in) me = await ask("/api/citizen/me");
  } catch {
    canSignIn = false;
  }
  showAccount();
}

function showSignIn() {
  $("no-sign-in").hidden = canSignIn !== false || Boolean(me);
  document.querySelectorAll(".member").forEach((one) => (one.hidden = !me));
  document.querySelectorAll(".guest").forEach((one) => (one.hidden = Boolean(me)));
  $("sign-in-form").hidden = Boolean(me) || !canSignIn;
  document.querySelectorAll(".number").forEach((one) => (one.textContent = me ? me.profile.phone : ""));
  showWait();
}

function showWait() {
  const wait = Math.ceil((nextCode - Date.now()) / 1000);
  $("send-code").disabled = wait > 0;
  $("send-code").textContent = wait > 0 ? `${wait} ${say(TEXTS.again)}` : say(TEXTS.sendCode);
  if (wait > 0) setTimeout(showWait, 500);
}

const mobile = (id = "sign-in-phone") => $(id).value.replace(/[\s-]/g, "").replace(/^(\+86|0086|86)(?=1[0-9]{10}$)/, "");

async function sendCode() {
  const form = $("sign-in-form");
  clear(form);
  $("code-sent").textContent = "";
  $("send-code").disabled = true;
  try {
    if (!/^1[3-9][0-9]{9}$/.test(mobile()))
      throw new Problem({ detail: say(TEXTS.mobile), fields: { phone: [say(TEXTS.mobile)] } });
    const sent = await post("/api/citizen/sign-in/code", { phone: mobile(), language: root.lang });
    nextCode = Date.now() + sent.again_after * 1000;
    $("code-sent").textContent = say(TEXTS.sent);
    $("sign-in-code").focus();
  } catch (error) {
    tell(form, error);
  }
  showWait();
}

async function signIn() {
  const said = { phone: mobile(), code: $("sign-in-code").value.trim(), language: root.lang };
  const { profile, csrf_token } = await post("/api/citizen/sign-in", said);
  me = { profile, csrf_token };
  $("sign-in-form").reset();
  $("code-sent").textContent = "";
  nextCode = 0;
  showAccount();
  await signedIn();
}

on("send-code", "click", sendCode);
