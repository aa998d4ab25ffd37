// When a break ends, as people read it, and what holds now. Pure.

const MINUTE_MS = 60_000

/** @param {{at: string, minutes: number | null}} gathered */
export const breakEnds = ({ at, minutes }) => minutes
  ? new Date(Date.parse(at) + minutes * MINUTE_MS).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })
  : null
