// How circles change a board. Twin of retreat/log/nouns/circle.py.

const NOBODY = { places: {}, turn: null, lap: 0, since: null, had: [] }

function changed(board, id, change) {
  const circles = board.circles ?? {}
  const circle = Object.hasOwn(circles, id) ? circles[id] : { id, ...NOBODY }
  return { circles: { ...circles, [id]: { ...circle, ...change(circle) } } }
}

/** `had`: the seats that have had the turn since it began to go round this time, and the one that has it. */
function turned({ places, lap: before, had }, { body: { turn, lap }, at }) {
  const now = Object.keys(places).filter((id) => places[id].place === turn)
  return { turn, lap, since: at, had: [...(lap === before ? had : []), ...now] }
}

/** @type {Noun} */
export const NOUN = {
  parts: { circles: {} },
  appliers: {
    "circle.join": (board, op) => changed(board, op.body.round_id, ({ places }) =>
      ({ places: { ...places, [op.target_id]: { place: op.body.place, actor: op.actor } } })),
    "circle.leave": (board, op) => changed(board, op.body.round_id, (circle) => {
      const { [op.target_id]: _left, ...places } = circle.places
      const { turn, lap } = op.body
      return { places, ...(turn === circle.turn ? { turn, lap } : turned(circle, op)) }
    }),
    "circle.begin": (board, op) => changed(board, op.target_id, (circle) => turned({ ...circle, lap: 0 }, op)),
    "circle.next": (board, op) => changed(board, op.target_id, (circle) => turned(circle, op)),
  },
}
