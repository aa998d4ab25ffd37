// While a rehearsal is starting, its page looks again by itself.

const AGAIN_MS = 3_000

setTimeout(() => location.reload(), AGAIN_MS)
