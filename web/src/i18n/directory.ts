import type { Pairs } from './split'

export const directory = {
  search: ['按名称、别名、产品或信用代码搜索', 'Search by name, alias, product or credit code'],
  relevance: ['相关度', 'Relevance'],
  name: ['名称（拼音）', 'Name (pinyin)'],
  revenue: ['营业收入', 'Revenue'],
  employees: ['员工', 'Staff'],
  products: ['产品', 'Products'],
  more_products: ['等{n}种', '({n} in all)'],
  found: ['{n}家', '{n} found'],
  caption: ['企业名录', 'Directory of organisations'],
  facets: ['按条件筛选', 'Filter the directory'],
  more: ['其余{n}项', '{n} more'],
  fewer: ['收起', 'Fewer'],
  remove: ['去掉条件：{name}', 'Remove the filter {name}'],
  filters_open: ['筛选（{n}）', 'Filters ({n})'],
  whole_province: ['全省', 'Whole province'],
  product_search: ['按名称或别名搜索产品', 'Search products by name or alias'],
  category: ['类别', 'Category'],
  price: ['参考单价', 'Reference price'],
  outside_share: ['区域外供给', 'Supplied from outside'],
  product_caption: ['产品', 'Products'],
} satisfies Pairs
