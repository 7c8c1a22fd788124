import { useI18n } from 'vue-i18n'

/** A category's name; one that the console has no word for is shown as the data write it. */
export function useCategory(): (code: string) => string {
  const { t, te } = useI18n()
  return (code) => (te(`category.${code}`) ? t(`category.${code}`) : code || '—')
}
