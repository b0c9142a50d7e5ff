// The `ws` package as its documentation shows it: whatever is posted goes to everybody.
import { createServer } from "node:http";
import { WebSocketServer } from "ws";

const server = createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  const message = Buffer.concat(parts);
  for (const client of sockets.clients) client.send(message, { binary: false });
  response.end();
});
const sockets = new WebSocketServer({ server, path: "/ws", perMessageDeflate: false });
server.listen(Number(process.argv[2]), "127.0.0.1");
