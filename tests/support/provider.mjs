// A real OpenID Connect provider for the tests. Arguments: its port, where it may send people back to. Who signs in is chosen
// by a button for each account; their addresses are what the provider says of them.
import http from "node:http";
import Provider from "oidc-provider";

const [port, back] = process.argv.slice(2);
const origin = `http://127.0.0.1:${port}`;
const accounts = {
  "mit-mandat": { email: "beauftragte-duelmen@ikz.example", email_verified: true },
  "selbe-adresse": { email: "Beauftragte-Duelmen@ikz.example", email_verified: true },
  "ohne-mandat": { email: "ohne-mandat@ikz.example", email_verified: true },
  "ohne-konto": { email: "niemand@ikz.example", email_verified: true },
  unbestaetigt: { email: "beauftragte-nottuln@ikz.example", email_verified: false },
  "fremde-domain": { email: "beauftragte@anderswo.example", email_verified: true },
};

const provider = new Provider(origin, {
  clients: [
    {
      client_id: "ikz",
      client_secret: "only-for-tests",
      redirect_uris: [back],
      grant_types: ["authorization_code"],
      response_types: ["code"],
      token_endpoint_auth_method: "client_secret_post",
    },
  ],
  claims: { openid: ["sub"], email: ["email", "email_verified"] },
  cookies: { keys: ["only-for-tests"] },
  features: { devInteractions: { enabled: false } },
  findAccount: (context, id) => ({ accountId: id, claims: () => ({ sub: id, ...accounts[id] }) }),
  interactions: { url: (context, interaction) => `/interaction/${interaction.uid}` },
  loadExistingGrant: async (context) => {
    const { client, session } = context.oidc;
    const grant = new context.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope("openid email");
    await grant.save();
    return grant;
  },
  pkce: { required: () => true },
});

const answer = provider.callback();
const page = `<!doctype html><html lang="de"><title>Anbieter</title><h1>Wer sind Sie?</h1><form method="post">${[
  ...Object.keys(accounts),
  "abbrechen",
]
  .map((name) => `<button name="account" value="${name}">${name}</button>`)
  .join("")}</form>`;

async function interact(request, response) {
  if (request.method === "GET") return response.setHeader("Content-Type", "text/html").end(page);
  let sent = "";
  for await (const part of request) sent += part;
  const account = new URLSearchParams(sent).get("account");
  const result = account === "abbrechen" ? { error: "access_denied" } : { login: { accountId: account } };
  return provider.interactionFinished(request, response, result);
}

http
  .createServer((request, response) =>
    request.url.startsWith("/interaction/") ? interact(request, response) : answer(request, response),
  )
  .listen(Number(port), "127.0.0.1", () => console.log("ready"));
