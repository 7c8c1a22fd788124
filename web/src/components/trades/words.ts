// The words in which terms are said, in the reader's language.
import { useMeta } from '@/stores/meta'
import { useWords } from '@/lib/words'
import type { TermWords } from '@/lib/terms'

export function useTermWords(): TermWords {
  const meta = useMeta()
  const { t, tx, money, day, list } = useWords()
  return {
    word: (group, code) => tx(meta.label(group, code)),
    field: (code) => tx(meta.meta?.chains.find((chain) => chain.key === code)?.name) || code,
    region: (code) => tx(meta.meta?.regions.find((region) => region.code === code)?.name) || code,
    money,
    day,
    list,
    say: (key, figures) => t(key, figures ?? {}),
  }
}
