// Folds lists of operations with the phone's own code, without a browser: one JSON list of lists on stdin, boards on stdout.

import { readFileSync } from "node:fs"
import * as fold from "../../static/js/board/fold.js"
import { FOLDS } from "../../static/js/interactions/index.js"

for (const name of FOLDS) fold.learn((await import(`../../static/js/interactions/${name}/fold.js`)).NOUN)
const lists = JSON.parse(readFileSync(0, "utf8"))
process.stdout.write(JSON.stringify(lists.map((ops) => fold.foldAll(ops))))
