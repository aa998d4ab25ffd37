// Reading words aloud, with a voice that is on the device itself: nothing is sent to anybody.

/** @returns {SpeechSynthesisVoice | undefined} an English voice of this device, a British one first */
export function ownVoice() {
  const english = (window.speechSynthesis?.getVoices() ?? []).filter((voice) => voice.localService && voice.lang.startsWith("en"))
  return english.find((voice) => /^en[-_]GB/.test(voice.lang)) ?? english[0]
}

/** Call back once there is such a voice, now or when the browser has found it. @param {() => void} then  @returns {() => void} forget it */
export function whenThereIsAVoice(then) {
  const look = () => { if (ownVoice()) { stop(); then() } }
  const stop = () => window.speechSynthesis?.removeEventListener?.("voiceschanged", look)
  window.speechSynthesis?.addEventListener?.("voiceschanged", look)
  look()
  return stop
}

/** Read it; what is being read stops. @param {string} words */
export function readAloud(words) {
  const said = new SpeechSynthesisUtterance(words)
  const voice = ownVoice()
  if (voice) said.voice = voice
  said.lang = voice?.lang ?? "en-GB"
  said.rate = 0.9
  speechSynthesis.cancel()
  speechSynthesis.speak(said)
}
