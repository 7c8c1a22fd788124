/** "苏州…公司 · 链盟": the browser's tab and history name the record, then the product. */
export function setPageTitle(page: string, app: string): void {
  document.title = page && page !== app ? `${page} · ${app}` : app
}
