// Figures as each language writes them. A missing figure is "—", never 0.
// Every function is pure: formatMoney(1.234e9, 'zh') → "12.34亿元", formatMoney(1.234e9, 'en') → "CNY 1.23 bn".
import type { Text } from '@/api/types'

export type Language = 'zh' | 'en'
export const kMissing = '—'

type Figure = number | null | undefined

function missing(value: Figure): value is null | undefined {
  return value === null || value === undefined || !Number.isFinite(value)
}

/** The text in the language asked for; Chinese where the English is not known. */
export function pick(text: Text | null | undefined, language: Language): string {
  if (!text) return ''
  return language === 'en' && text.en ? text.en : text.zh || text.en
}

/** As a line of its own begins: with a capital. Server texts start small, so that they can stand within a sentence too. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Three significant digits, but never fewer than the whole part has. */
function significant(value: number): string {
  const size = Math.abs(value)
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : 2
  return value.toLocaleString('en-US', { maximumFractionDigits: digits })
}

// The threshold is where rounding to the unit below would already read as 1 of this unit.
const kUnits: Record<Language, [number, string][]> = {
  zh: [
    [1e12, '万亿元'],
    [1e8, '亿元'],
    [1e4, '万元'],
    [1, '元'],
  ],
  en: [
    [1e12, 'tn'],
    [1e9, 'bn'],
    [1e6, 'm'],
    [1e3, 'k'],
    [1, ''],
  ],
}

/** `fine` writes two decimals of the unit: for figures that a reader recomputes by hand. */
export function formatMoney(cny: Figure, language: Language, fine = false): string {
  if (missing(cny)) return kMissing
  const units = kUnits[language]
  const [size, unit] = units.find(([s]) => Math.abs(cny) >= s * 0.9995) ?? units[units.length - 1]
  const figure = fine && size > 1 ? formatFixed(cny / size, 2) : significant(cny / size)
  if (language === 'zh') return `${figure}${unit}`
  return unit ? `CNY ${figure} ${unit}` : `CNY ${figure}`
}

export function formatNumber(value: Figure, digits = 0): string {
  if (missing(value)) return kMissing
  return value.toLocaleString('en-US', { maximumFractionDigits: digits })
}

/** Always so many decimals, so that a column of figures aligns and rounds as the published rules do. */
export function formatFixed(value: Figure, digits: number): string {
  if (missing(value)) return kMissing
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

/** A share 0..1 as a percentage of so many decimals; a share that is not zero never reads as zero. */
export function formatShare(share: Figure, digits = 1): string {
  if (missing(share)) return kMissing
  const least = 10 ** -digits
  const percent = share * 100
  if (percent > 0 && percent < least / 2) return `<${least}%`
  return `${formatFixed(percent, digits)}%`
}

/** Tenths below ten days, whole days from there. */
export function formatDays(days: Figure, language: Language): string {
  if (missing(days)) return kMissing
  const figure = formatNumber(days, days < 9.95 ? 1 : 0)
  if (language === 'zh') return `${figure}天`
  return `${figure} ${days === 1 ? 'day' : 'days'}`
}

/** The day of an ISO date or time, as both languages of the console write it: 2026-03-01. */
export function formatDay(iso: string | null | undefined): string {
  const day = /^\d{4}-\d{2}-\d{2}/.exec(iso ?? '')
  return day ? day[0] : kMissing
}

/** A list as the language joins it: 甲、乙 or "A, B". */
export function joinList(items: string[], language: Language): string {
  return items.join(language === 'zh' ? '、' : ', ')
}
