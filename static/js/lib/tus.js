// Resumable uploads. tus-js-client comes without a browser ES module; its file sets a global, which this turns into exports.

import "../../vendor/tus.js"

const tus = /** @type {any} */ (globalThis).tus

export const { Upload, isSupported, defaultOptions } = tus
