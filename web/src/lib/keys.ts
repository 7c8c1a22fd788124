/** True for `/` outside of fields, and for Ctrl-K or ⌘K anywhere: the keys that open the search. */
export function wantsSearch(event: KeyboardEvent): boolean {
  if (event.isComposing || event.altKey) return false
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') return true
  if (event.key !== '/' || event.ctrlKey || event.metaKey) return false
  const target = event.target as HTMLElement | null
  return !target?.closest?.('input, textarea, select, [contenteditable]')
}

export type PairKey = 'next' | 'previous' | 'left' | 'right' | 'merge' | 'differ' | 'undo' | 'help'

const kPairKeys: Record<string, PairKey> = {
  j: 'next', ArrowRight: 'next', k: 'previous', ArrowLeft: 'previous', '1': 'left', '2': 'right', m: 'merge', d: 'differ', u: 'undo', '?': 'help',
}

/** What a key means on the page of possible duplicates; nothing inside fields, with modifiers, or while it repeats. */
export function pairKeyOf(event: KeyboardEvent): PairKey | null {
  if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return null
  const key = kPairKeys[event.key] ?? kPairKeys[event.key.toLowerCase()] ?? null
  const target = event.target as HTMLElement | null
  if (key === null || target?.closest?.('input:not([type=radio]), textarea, select, [contenteditable], dialog')) return null
  // The arrows choose among radio buttons; a key held down must not decide pair after pair.
  if (event.key.startsWith('Arrow') && target?.closest?.('input')) return null
  return event.repeat && key !== 'next' && key !== 'previous' ? null : key
}
