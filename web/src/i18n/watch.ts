import type { Pairs } from './split'

export const watch = {
  title: ['我的关注', 'Saved searches'],
  lead: ['保存的检索有了新的或变更过的结果，会在这里和页眉提示。', 'When a saved search finds something new or changed, it is shown here and in the header.'],
  save: ['关注此检索', 'Save this search'],
  name: ['名称', 'Name'],
  saved: ['已保存', 'Saved'],
  needs: ['供需对接', 'Needs'],
  offers: ['供给清单', 'Offers'],
  organisations: ['企业名录', 'Directory'],
  makers: ['找供应商', 'Find suppliers'],
  fresh: ['{n} 项新增或变更', '{n} new or changed'],
  none: ['没有新变化', 'Nothing new'],
  total: ['共 {n} 项', '{n} in all'],
  since: ['自 {day} 以来', 'since {day}'],
  seen: ['标为已看', 'Mark as seen'],
  remove: ['取消关注', 'Remove'],
  empty: ['还没有关注的检索。在“供需对接”“供给清单”“企业名录”或“找供应商”中检索后，点“关注此检索”。', 'No searches are saved yet. Search among the needs, the offers, in the directory or for suppliers, then “Save this search”.'],
  header: ['关注的检索：{n} 项新增或变更', 'Saved searches: {n} new or changed'],
} satisfies Pairs
