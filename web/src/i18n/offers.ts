import type { Pairs } from './split'

export const offers = {
  title: ['供给清单', 'Offers'],
  lead: ['各家供给的产品与服务、资金、人才和技术：产能、利用率、价格、交期与有效期。', 'What every organisation offers, of goods, capital, talent and technology: capacity, use, price, lead time and until when.'],
  search: ['按产品、企业或说明搜索', 'Search by product, organisation or text'],
} satisfies Pairs
