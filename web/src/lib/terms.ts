// Terms of capital, talent and technology: what a form holds, what the server takes, and what a reader is shown.
import type { CapitalFacts, TalentFacts, TechnologyFacts, TradeKind, TradeTerms } from '@/api/types'

/** Kinds that have terms of their own. */
export const kTermKinds = ['capital', 'talent', 'technology'] as const
export type TermKind = (typeof kTermKinds)[number]

export function hasTerms(kind: string): kind is TermKind {
  return (kTermKinds as readonly string[]).includes(kind)
}

/** On which of its terms a need of the kind can insist, in the order of the form. */
export const kRequirable: Record<TermKind, string[]> = {
  capital: ['amount', 'stage', 'instrument', 'sector'],
  talent: ['level', 'period', 'engagement'],
  technology: ['field', 'maturity', 'cooperation'],
}

/** Filters of the lists by kind; the first of each pair is the name in the address and in the API. */
export const kTermFilters: Record<TermKind, string[]> = {
  capital: ['stage', 'instrument', 'sector', 'amount_cny'],
  talent: ['level', 'engagement'],
  technology: ['sector', 'maturity', 'cooperation'],
}

/** As typed: texts and choices. Amounts in ten thousands of CNY. */
export interface TermForm {
  amount_min: string | number; amount_max: string | number; stages: string[]; instruments: string[]
  chains: string[]; codes: string // sectors of capital, fields of technology
  role: string; skills: string; level: string; place: string; from: string; until: string; engagements: string[]
  maturity: string; cooperation: string[]
}

const kTenThousand = 10_000

/** Items between ; ； 、 and line ends, without blanks or repeats. */
export function itemsOf(text: string): string[] {
  return [...new Set(text.split(/[;；、\n]/).map((item) => item.trim()).filter((item) => item !== ''))]
}

function inTenThousands(cny: number | null | undefined): string {
  return cny === null || cny === undefined ? '' : String(cny / kTenThousand)
}

/** `chains`: the keys that are chains; other items of sectors and fields are codes. */
export function formOf(terms: TradeTerms | null, chains: string[]): TermForm {
  const { capital, talent, technology } = terms ?? { capital: null, talent: null, technology: null }
  const codes = [...(capital?.sectors ?? []), ...(technology?.fields ?? [])]
  return {
    amount_min: inTenThousands(capital?.amount_min_cny), amount_max: inTenThousands(capital?.amount_max_cny),
    stages: [...(capital?.stages ?? [])], instruments: [...(capital?.instruments ?? [])],
    chains: codes.filter((code) => chains.includes(code)), codes: codes.filter((code) => !chains.includes(code)).join('; '),
    role: talent?.role ?? '', skills: (talent?.skills ?? []).join('; '), level: talent?.level ?? '', place: talent?.place ?? '',
    from: talent?.from ?? '', until: talent?.until ?? '', engagements: [...(talent?.engagements ?? [])],
    maturity: technology?.maturity ? String(technology.maturity) : '', cooperation: [...(technology?.cooperation ?? [])],
  }
}

// A number field gives a number once something was typed into it.
function cnyOf(typed: string | number): number | null {
  return String(typed).trim() === '' ? null : Math.round(Number(typed) * kTenThousand * 100) / 100
}

/** The terms of the kind as the server takes them; {} for kinds without terms. */
export function bodyOf(kind: TradeKind, form: TermForm): Partial<TradeTerms> {
  const codes = [...form.chains, ...itemsOf(form.codes)]
  if (kind === 'capital') {
    const capital: CapitalFacts = { amount_min_cny: cnyOf(form.amount_min), amount_max_cny: cnyOf(form.amount_max), stages: form.stages, instruments: form.instruments, sectors: codes }
    return { capital }
  }
  if (kind === 'talent') {
    const talent: TalentFacts = {
      role: form.role.trim() || null, skills: itemsOf(form.skills), level: form.level || null, place: form.place || null,
      from: form.from || null, until: form.until || null, engagements: form.engagements,
    }
    return { talent }
  }
  if (kind === 'technology') {
    const technology: TechnologyFacts = { fields: codes, maturity: form.maturity ? Number(form.maturity) : null, cooperation: form.cooperation }
    return { technology }
  }
  return {}
}

/** How terms are said: the reader's words for codes, amounts and days. */
export interface TermWords {
  word(group: 'funding_stages' | 'instruments' | 'talent_levels' | 'engagements' | 'cooperation', code: string): string
  field(code: string): string // a chain's name, or the code
  region(code: string): string
  money(cny: number): string
  day(day: string): string
  list(items: string[]): string
  say(key: string, figures?: Record<string, string>): string
}

/** One term: the message that names it, and what it says. */
export interface TermLine { label: string; text: string }

function amountOf(capital: CapitalFacts, words: TermWords): string {
  const [low, high] = [capital.amount_min_cny, capital.amount_max_cny]
  if (low !== null && high !== null) return low === high ? words.money(low) : `${words.money(low)} – ${words.money(high)}`
  if (low !== null) return words.say('trade.at_least', { amount: words.money(low) })
  return high === null ? '' : words.say('trade.at_most', { amount: words.money(high) })
}

function periodOf(talent: TalentFacts, words: TermWords): string {
  const [from, until] = [talent.from ? words.day(talent.from) : '', talent.until ? words.day(talent.until) : '']
  if (from && until) return `${from} – ${until}`
  if (from) return words.say('trade.from_day', { day: from })
  return until ? words.say('trade.until_day', { day: until }) : ''
}

/** Every term that is stated, in the order of the score's parts. */
export function linesOf(terms: TradeTerms, words: TermWords): TermLine[] {
  const lines: TermLine[] = []
  const add = (label: string, text: string | null | undefined) => text && lines.push({ label: `trade.${label}`, text })
  const { capital, talent, technology } = terms
  if (capital) {
    add('amount', amountOf(capital, words))
    add('stages', words.list(capital.stages.map((code) => words.word('funding_stages', code))))
    add('instruments', words.list(capital.instruments.map((code) => words.word('instruments', code))))
    add('sectors', words.list(capital.sectors.map((code) => words.field(code))))
  }
  if (talent) {
    add('role', talent.role)
    add('skills_short', words.list(talent.skills))
    add('level', talent.level ? words.word('talent_levels', talent.level) : '')
    add('period', periodOf(talent, words))
    add('engagements', words.list(talent.engagements.map((code) => words.word('engagements', code))))
    add('place', talent.place ? words.region(talent.place) : '')
  }
  if (technology) {
    add('fields', words.list(technology.fields.map((code) => words.field(code))))
    add('maturity', technology.maturity ? words.say('trade.maturity_level', { level: String(technology.maturity) }) : '')
    add('cooperation', words.list(technology.cooperation.map((code) => words.word('cooperation', code))))
  }
  return lines
}
