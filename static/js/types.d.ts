// Types that several scripts share, known in all of them by name. No page loads this file, so it costs a phone
// nothing. Ids and times are strings as on the wire; erased values are null.

interface Operation { op_id: string; seq: number; kind: string; target_id: string; actor: string | null; at: string; body: any }

interface Round {
  id: string
  group?: string
  interaction?: string
  options?: any
  title: string
  instruction?: string | null
  easy_read?: string
  who?: { participants: "do" | "see" | "nothing"; screens: "see" | "nothing"; tables?: "keep" | "bring"; desk?: "count" | "read" }
  speaking_as?: string[]
  group?: string
  state: "planned" | "open" | "closed"
  opened_at: string
  shares: string[]
  default_share: string
  note_kinds: string[]
  note_budget?: number | null
  vote_budget: number
  ends_at: string | null
  paused_at?: string | null
  version: number
}
interface Prompt { id: string; round_id: string; text: string | null; version: number; at: string }
interface Note {
  id: string
  prompt_id: string
  text: string | null
  note_kind: string
  share: string
  table: string | null
  /** The name of the table that brought it to everyone. */
  from_table?: string
  /** The picture of the paper that it was typed from. */
  picture_id?: string | null
  seat: string | null
  version: number
  written_at: string
  actor: string | null
  at: string
  cluster_id: string | null
  rank: string | null
}
interface Cluster { id: string; title: string | null; second?: string | null; prompt_id: string | null; rank: string | null; version: number; at: string }
interface Bulb extends BulbTexts { id: string; on: string | null; share: string; version: number; actor: string | null; at: string }
/** I used to think, now I think, because, what set it off; and free words. */
interface BulbTexts { used: string | null; now: string | null; because: string | null; set_off: string | null; text: string | null }

interface Board {
  session: { state: "planned" | "open" | "ended"; title?: string; activity?: string; next?: { session_id: string; title: string } } | null
  rounds: Record<string, Round>
  prompts: Record<string, Prompt>
  notes: Record<string, Note>
  clusters: Record<string, Cluster>
  votes: Record<string, number>
  lightbulbs: Record<string, Bulb>
  /** Whether the talk may be recorded, once that has changed. */
  recorded: boolean | null
  /** Stretches of the talk that are left out, by id. */
  left_out: Record<string, { table_id: string | null; table: string | null; from: string; to: string }>
  /** Parts of the interactions that are loaded when their round opens. */
  [part: string]: any
  wall: { view: string | null; prompt_id: string | null; order: "dots" | null; at: string } | null
}
/** The parts of the board that an operation changes. */
type Apply = (board: Board, op: Operation) => object
/** What a fold of static/js/interactions brings: its parts of the board, where its words are, one function for each kind. */
interface Noun { parts: object; texts?: Record<string, string[]>; appliers: Record<string, Apply> }

/** An operation that is being sent. */
interface Entry {
  op_id: string
  kind: string
  target_id: string
  body: any
  client_at: string
  state: "waiting" | "refused" | "done"
  code?: string
  why?: string
  message?: string
}
/** As the outbox stores it. */
interface Held extends Entry { place: number; session: string; base_version?: number; version?: number; not_before_ms?: number; settled_ms?: number; back?: boolean; accepted_at?: string }
/** `why`: what has closed, if it is not the round. */
interface Refusal { op_id: string; code: string; why?: string; message: string; retry_after_ms?: number }
/** The server's answer to a batch. */
interface Answer { accepted?: { op_id: string; version?: number }[]; refused?: Refusal[]; now?: string }
/** Notes with an unsent operation applied to them. */
type Lay = (notes: Board["notes"], entry: Entry) => Board["notes"]

interface Frame { channel: string; from: number; to: number; ops: Operation[] }
interface Snapshot { board: Board; cursors: Record<string, number>; mine?: string[]; set_aside: { id: string; text: string; held?: boolean }[]; voted?: string[]; restored?: Restored }
/** This machine goes on `at` some moment from a copy that was made at `from`. */
interface Restored { at: string; from: string }
interface Presence {
  here: number
  joined?: number
  up_to_date?: number
  away?: number
  holding?: number
  sectors?: Sector[]
  silent?: number
  has_tables?: boolean
  door?: { scanned: number; answered: number; at_table: number; stuck_at_door: number; stuck_without_table: number }
  at_tables?: Record<string, { people: number; behind: number; silent: number }>
  rushes?: { how: "address" | "browser"; people: number; until: string }[]
}
interface Sector { sector: string | null; people: number }
type Status = "connecting" | "live" | "asking" | "away" | "signed_out"
interface Listener {
  cursors: () => Record<string, number>
  held: () => number
  frames: (frames: Frame[]) => void
  snapshot: () => Promise<void>
  /** Whether another machine answers, so that the board here may be ahead of it. */
  isElsewhere: (restored?: Restored) => boolean
  /** When the earlier machine was last heard; undefined where there was none. */
  remembers: () => string | undefined
  status: (status: Status) => void
  presence: (presence: Presence) => void
  changed: () => void
}

/** A note that was set aside. */
interface Aside { id: string; prompt_id: string; text: string | null }

/** Words being typed; `seen` is the text that they change, as it was then. A note's have the question and its session. */
interface Draft extends Partial<BulbTexts> { text: string; note_kind?: string; share?: string; seat?: string | null; seen?: Seen; session?: string; session_title?: string; question?: string | null }
interface Seen extends Partial<BulbTexts> { text: string | null; version: number }

type UseTyped = (live: Live, key: string) => [typed: Draft | null, type: (typed: Draft | null) => void]
type VersionSeen = (seen: Seen | undefined, now: Seen) => number

/** The data that phone, desk and wall start with. */
interface Boot {
  session_id: string
  event_id?: string
  event_title?: string
  /** For the wall: the session, or one table, is planned without sound. */
  without_sound?: boolean
  quiet_table?: string | null
  title?: string
  /** Whether the event is over: nothing is added any more. */
  over?: boolean
  arrivals_url?: string
  /** For the desk: what must not be recorded now. */
  unrecorded?: { table: string | null; why: string; people: number }[]
  /** For what the desk sends as a form. */
  csrf?: string
  /** Where people sit at tables. */
  tables_url?: string | null
  /** Where this machine goes on from a copy: what is missing. */
  hand_over_url?: string | null
  next_session?: { id: string; title: string } | null
  token: string
  channels: string[]
  now: string
  role?: string
  participant_id?: string
  notes_kept?: string
  audio_consent?: string
  scribes?: boolean // whether this reader, for themselves, is scribe of a table
  writes_for?: string | null // for whom a scribe writes now
  easy_words?: boolean
  /** For the host or scribe of a table: which, and whether it has agreed to pictures of its paper. */
  photographs?: { table_id: string; agreed: boolean } | null
  snapshot?: Snapshot
  words: Wording
  join?: { pass: string; url: string; short_url?: string; qr_svg_url: string; posters_url: string; wall_url: string } | null
  people?: number
  sectors?: Sector[]
  rounds_planned?: Planned[]
  tables?: { id: string; name: string }[]
}
/** Names for kinds of notes, groups of readers and refusals. */
interface Wording {
  kinds: Record<string, string>
  easy_kinds: Record<string, string>
  shares: Record<string, string>
  share_hints: Record<string, string>
  refusals: Record<string, string>
}
/** A planned round. */
interface Planned extends Round { prepared?: boolean; minutes?: number | null; prompts?: { id: string; text: string }[] }
/** A round on the desk: planned, with what happened to it since. */
/** What an interaction's desk does before its round is closed; `press` is the button's words, `what` the operation. */
interface Before { what: string; title: string; why: string; press?: string; waits?: boolean }
type BeforeClosing = (round: Step, board: Board) => Before | null
/** What a round lacks before it opens, in a sentence; null where it lacks nothing. */
type BeforeOpening = (round: Step, board: Board) => { why: string } | null
interface Step extends Planned { is_now: boolean; asked: Prompt[]; waiting: { id: string; text: string }[] }

/** A picture on its way; `sent`: how much of it, from 0 to 1. */
interface Shot { id: string; session: string; table_id: string; prompt_id?: string; taken_at: string; state: string; sent: number; bytes: ArrayBuffer; code?: string; message?: string }
type Live = import("./live/session.js").Live
type Clock = import("./lib/clock.js").Clock
type DeviceStore = import("./live/store.js").DeviceStore

/** The data that parts of a page are drawn from; each takes what it needs. */
interface Props {
  live: Live
  board: Board
  words: Wording
  clock: Clock
  prompt: Prompt
  /** The questions of open rounds. */
  open: Prompt[]
  round: Round
  /** Its reader may look and do nothing. */
  sees: boolean
  note: Note
  /** Written by others. */
  others: Note[]
  bulbs: Bulb[]
  entry: Held
  typed: Draft
  type: (typed: Draft | null) => void
  done: () => void
  shares: string[]
  /** Whether to show what the notes are about. */
  named: boolean
  begin: string | null
  choose: (promptId: string) => void
  goOn: (() => void) | undefined
  /** What a dot is given to, and its name on the button. */
  target_id: string
  on: string
  agenda: Step[]
  promptId: string
  children: any
}
/** There may be no question. */
interface Unasked { prompt: Prompt | null }
/** The server refused it. */
interface Unheard { entry: Entry & Refusal }
/** A part of a page; More: further or different properties. */
type Part<More = {}> = (props: Omit<Props, keyof More> & More) => any
