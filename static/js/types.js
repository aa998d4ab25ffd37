// Shapes that several files speak of. Only editors and readers of the code open this: no page loads it.

/** @typedef {{op_id: string, seq: number, kind: string, target_id: string, actor: string | null, at: string, body: any}} Operation */

/** @typedef {{id: string, prompt_id: string, text: string | null, note_kind: string, share: string, table: string | null, version: number, written_at: string, actor: string | null, at: string, cluster_id: string | null, rank: string | null}} Note */

/** @typedef {{session: any, rounds: Record<string, any>, prompts: Record<string, any>, notes: Record<string, Note>, clusters: Record<string, any>, votes: Record<string, number>, lightbulbs: Record<string, any>, positions: Record<string, any>, wall: any}} Board */

/** An operation on its way. @typedef {{op_id: string, kind: string, target_id: string, body: any, client_at: string, state: "waiting" | "refused" | "done", code?: string, message?: string}} Entry */

/** As the outbox keeps it. @typedef {Entry & {place: number, base_version?: number, version?: number, not_before_ms?: number, settled_ms?: number}} Held */

/** @typedef {{channel: string, from: number, to: number, ops: Operation[]}} Frame */

/** @typedef {"connecting" | "live" | "asking" | "away" | "signed_out"} Status */

/** @typedef {{cursors: () => Record<string, number>, held: () => number, frames: (frames: any[]) => void, snapshot: () => Promise<void>, status: (status: Status) => void, presence: (presence: any) => void, changed: () => void}} Listener */
/** Words being typed; `seen` is what they are to change, as it stood then. @typedef {{text: string, note_kind?: string, share?: string, seen?: {text: string | null, version: number}}} Draft */

export {}
