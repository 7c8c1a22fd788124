import type { Pairs } from './split'

export const certainty = {
  text: [
    '未知的供应关系随机重建 {draws} 次，每次都保持各企业已知的采购额和可供货额。最大严重度在 {smallest} 至 {largest} 之间，中位数 {median}。',
    'The unknown links were drawn {draws} times, each time keeping what every firm is known to buy and able to sell. The greatest severity lies between {smallest} and {largest}, median {median}.',
  ],
  outlying: [
    '公开结果 {severity} 在此区间之外：公开规则把已知链接当作该项采购的全部，重建则补足链接未覆盖的部分，供方余量不足时改从区域外购买。',
    'The published {severity} lies outside that range: the published rule takes known links to be all of a purchase, the draws fill what they leave open and buy outside what makers cannot deliver.',
  ],
  kept: ['{draws} 次重建中 {n} 次为{class}', '{class} in {n} of {draws} draws'],
  other: ['{class} {n} 次', '{class} in {n}'],
  robust: ['等级稳健：至少九成的重建得出同一等级。', 'The class is robust: at least nine draws in ten agree.'],
  fragile: [
    '等级不稳健：换一组可能的供应关系，等级就会改变。先核实链接，再下结论。',
    'The class is not robust: another set of possible links changes it. Check the links before acting on it.',
  ],
  mark: ['等级不稳健 {n}/{draws}', 'class not robust {n}/{draws}'],
  pending: ['正在后台重建未知的供应关系，稍后自动显示。', 'The unknown links are being drawn in the background; the result will appear here.'],
  absent: ['本页的数据没有重建结果。', 'There is no draw of the unknown links for this data.'],
  picture: [
    '严重度的范围：最小 {smallest}，中位数 {median}，最大 {largest}；公开结果 {severity}',
    'Range of the severity: smallest {smallest}, median {median}, largest {largest}; published {severity}',
  ],
  level: ['{n}级 {share}', 'level {n}, {share}'],
  range: ['各次重建的范围', 'Range of the draws'],
  median: ['中位数', 'Median'],
  published: ['公开结果', 'Published'],
  index: ['{draws} 次重建：{smallest} 至 {largest}', '{draws} draws: {smallest} to {largest}'],
} satisfies Pairs
