// How a board changes by a circle. Twin of retreat/log/nouns/circle.py.

const NOBODY = { places: {}, turn: null, lap: 0, since: null }

function changed(board, id, change) {
  const circles = board.circles ?? {}
  const circle = Object.hasOwn(circles, id) ? circles[id] : { id, ...NOBODY }
  return { circles: { ...circles, [id]: { ...circle, ...change(circle) } } }
}

/** @type {Apply} */
const turned = (board, op) => changed(board, op.target_id, () => ({ turn: op.body.turn, lap: op.body.lap, since: op.at }))

/** @type {Noun} */
export const NOUN = {
  parts: { circles: {} },
  appliers: {
    "circle.join": (board, op) => changed(board, op.body.round_id, ({ places }) =>
      ({ places: { ...places, [op.target_id]: { place: op.body.place, actor: op.actor } } })),
    "circle.leave": (board, { target_id, at, body: { round_id, turn, lap } }) => changed(board, round_id, (circle) => {
      const { [target_id]: _left, ...places } = circle.places
      return { places, turn, lap, since: turn === circle.turn ? circle.since : at }
    }),
    "circle.begin": turned,
    "circle.next": turned,
  },
}
