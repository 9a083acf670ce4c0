// Passkeys: what the server asks is passed to the browser, and the browser's answer is sent with the form.
const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const toText = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const named = (list) => (list || []).map((one) => ({ ...one, id: toBytes(one.id) }));

const asked = (options) => {
  const key = { ...options.publicKey, challenge: toBytes(options.publicKey.challenge) };
  if (key.user) key.user = { ...key.user, id: toBytes(key.user.id) };
  if (key.excludeCredentials) key.excludeCredentials = named(key.excludeCredentials);
  if (key.allowCredentials) key.allowCredentials = named(key.allowCredentials);
  return key;
};

const answered = (credential) => {
  const given = credential.response;
  const response = { clientDataJSON: toText(given.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (given[part]) response[part] = toText(given[part]);
  }
  if (given.getTransports) response.transports = given.getTransports();
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
};

const optionsOf = async (form) => {
  if (form.dataset.options) return JSON.parse(document.getElementById(form.dataset.options).textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  return answer.json();
};

const add = (options) => {
  const publicKey = asked(options.creation_options);
  publicKey.authenticatorSelection = {
    ...publicKey.authenticatorSelection,
    residentKey: "required",
    requireResidentKey: true,
    userVerification: "required",
  };
  return navigator.credentials.create({ publicKey });
};
const prove = (options) => navigator.credentials.get({ publicKey: asked(options.request_options) });

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = form.querySelector("[data-passkey-said]");
    said.textContent = "";
    try {
      const options = await optionsOf(form);
      const credential = await (form.dataset.passkey === "add" ? add(options) : prove(options));
      form.elements.credential.value = answered(credential);
      form.submit();
    } catch {
      said.textContent = said.dataset.failed;
    }
  });
}
