// Sending everyone to one thing. Twin of retreat/log/nouns/gather.py.

/** @type {Noun} */
export const NOUN = {
  parts: { gathered: null },
  appliers: {
    "gather.call": ({ gathered }, op) => {
      const { before: _earlier, ...was } = gathered ?? {}
      return { gathered: { ...op.body, id: op.target_id, at: op.at, before: gathered ? was : null } }
    },
    "gather.undo": ({ gathered }, op) =>
      gathered?.id === op.target_id ? { gathered: gathered.before && { ...gathered.before, before: null } } : {},
    "gather.end": () => ({ gathered: null }),
  },
}
