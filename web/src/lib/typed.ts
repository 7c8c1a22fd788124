// What is being typed and what to search for: settles 150 ms after the last key, and never in the middle of an IME
// composition, when the field holds letters of pinyin that nobody means to search for.
import { onScopeDispose, ref } from 'vue'

export const kSettleMs = 150

export function useTyped(initial: string) {
  const text = ref(initial)
  const settled = ref(initial.trim())
  let composing = false
  let timer: ReturnType<typeof setTimeout> | undefined

  function settle(ms = kSettleMs): void {
    clearTimeout(timer)
    timer = setTimeout(() => (settled.value = text.value.trim()), ms)
  }

  const on = {
    compositionstart() {
      composing = true
      clearTimeout(timer)
    },
    compositionend(event: Event) {
      composing = false
      text.value = (event.target as HTMLInputElement).value
      settle()
    },
    input(event: Event) {
      text.value = (event.target as HTMLInputElement).value
      if (!composing) settle()
    },
  }

  /** Sets both at once: the address changed, or the field was cleared. */
  function set(value: string): void {
    clearTimeout(timer)
    text.value = value
    settled.value = value.trim()
  }

  onScopeDispose(() => clearTimeout(timer))
  return { text, settled, on, set }
}
