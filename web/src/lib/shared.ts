// Which parts of a text stand in another one too: why a product is like what was asked for, at a glance.

export interface Piece { text: string; shared: boolean }

const kIdeograph = /\p{Script=Han}/u
const kWord = /[\p{L}\p{N}]/u

// Ideographs one by one, runs of other letters and digits as words, and what stands between.
function tokensOf(text: string): string[] {
  const tokens: string[] = []
  let word = ''
  for (const character of text) {
    if (kWord.test(character) && !kIdeograph.test(character)) {
      word += character
      continue
    }
    if (word) tokens.push(word)
    word = ''
    tokens.push(character)
  }
  if (word) tokens.push(word)
  return tokens
}

/** The pieces of `text` in order: shared are words, and ideographs whose neighbour stands beside them in `other` too. */
export function sharedPieces(text: string, other: string): Piece[] {
  const tokens = tokensOf(text)
  const there = tokensOf(other.toLowerCase())
  const words = new Set(there.filter((token) => [...token].length > 1))
  const pairs = new Set(there.slice(1).map((token, i) => there[i] + token))
  const isShared = tokens.map((token) => words.has(token.toLowerCase()))
  for (let i = 0; i + 1 < tokens.length; ++i) {
    if (!kIdeograph.test(tokens[i]) || !kIdeograph.test(tokens[i + 1]) || !pairs.has(tokens[i] + tokens[i + 1])) continue
    isShared[i] = true
    isShared[i + 1] = true
  }
  const pieces: Piece[] = []
  tokens.forEach((token, i) => {
    const last = pieces.at(-1)
    if (last && last.shared === isShared[i]) last.text += token
    else pieces.push({ text: token, shared: isShared[i] })
  })
  return pieces
}
