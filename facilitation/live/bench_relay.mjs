// The peer that the live room is measured against: a bare Socket.IO relay in Node, which keeps nothing.
// Run as `node facilitation/live/bench_relay.mjs`; prints its port on one line.

import { createServer } from "node:http";
import { Server } from "socket.io";

const server = createServer();
const io = new Server(server, { serveClient: false });

io.on("connection", (socket) => {
    socket.join("all");
    socket.on("hello", (_cursors, answer) => answer?.({ mode: "delta" }));
    socket.on("ops", ({ batch }, answer) => {
        const ops = batch.map((op) => ({ ...op, seq: 0, actor: null, at: "2026-01-01T00:00:00.000Z" }));
        io.to("all").emit("ops", { channel: "all", from: 0, to: 0, ops, now: "" });
        answer({ accepted: batch.map(({ op_id }) => ({ op_id, seq: 0, version: 1 })), refused: [] });
    });
});

server.listen(0, "127.0.0.1", () => console.log(server.address().port));
