// Figures and names in the reader's language: what templates call.
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Text } from '@/api/types'
import { usePrefs } from '@/stores/prefs'
import * as f from './format'

export function useWords() {
  const prefs = usePrefs()
  const { t } = useI18n()
  const language = computed(() => prefs.language)
  return {
    t,
    language,
    sentence: (text: Text | null | undefined) => f.sentence(f.pick(text, prefs.language)),
    tx: (text: Text | null | undefined) => f.pick(text, prefs.language),
    money: (cny: number | null | undefined) => f.formatMoney(cny, prefs.language),
    fine: (cny: number | null | undefined) => f.formatMoney(cny, prefs.language, true),
    fixed: f.formatFixed,
    num: f.formatNumber,
    share: f.formatShare,
    day: f.formatDay,
    days: (days: number | null | undefined) => f.formatDays(days, prefs.language),
    list: (items: string[]) => f.joinList(items, prefs.language),
  }
}
