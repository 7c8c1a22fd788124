// Where a link to those who can supply something leads.

export const kNeedMost = 600 // characters of a need that the API reads

/** The beginning of a text that is no longer than a need may be. */
export function needOf(text: string): string {
  return [...text].slice(0, kNeedMost).join('').trim()
}

export function makersLink(text = '') {
  const q = needOf(text)
  return { path: '/makers', query: q ? { q } : {} }
}
