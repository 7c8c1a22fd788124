/** True for `/` outside of fields, and for Ctrl-K or ⌘K anywhere: the keys that open the search. */
export function wantsSearch(event: KeyboardEvent): boolean {
  if (event.isComposing || event.altKey) return false
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') return true
  if (event.key !== '/' || event.ctrlKey || event.metaKey) return false
  const target = event.target as HTMLElement | null
  return !target?.closest?.('input, textarea, select, [contenteditable]')
}
