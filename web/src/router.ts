import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'

// `title` names the message that heads the page and the browser's tab; `nav` the entry that is lit.
declare module 'vue-router' {
  interface RouteMeta {
    title: string
    nav: string
  }
}

const routes: RouteRecordRaw[] = [
  { path: '/', name: 'overview', component: () => import('./pages/OverviewPage.vue'), meta: { title: 'nav.overview', nav: 'overview' } },
  { path: '/chains', name: 'chains', component: () => import('./pages/ChainsPage.vue'), meta: { title: 'nav.chains', nav: 'chains' } },
  { path: '/chains/:key', name: 'chain', component: () => import('./pages/ChainPage.vue'), meta: { title: 'nav.chains', nav: 'chains' } },
  { path: '/directory', name: 'directory', component: () => import('./pages/DirectoryPage.vue'), meta: { title: 'nav.directory', nav: 'directory' } },
  { path: '/duplicates', name: 'duplicates', component: () => import('./pages/DuplicatesPage.vue'), meta: { title: 'duplicates.title', nav: 'directory' } },
  { path: '/organisations/:id', name: 'organisation', component: () => import('./pages/OrganisationPage.vue'), meta: { title: 'nav.directory', nav: 'directory' } },
  { path: '/products', name: 'products', component: () => import('./pages/ProductsPage.vue'), meta: { title: 'nav.products', nav: 'products' } },
  { path: '/products/:id', name: 'product', component: () => import('./pages/ProductPage.vue'), meta: { title: 'nav.products', nav: 'products' } },
  { path: '/risks', name: 'risks', component: () => import('./pages/RisksPage.vue'), meta: { title: 'nav.risks', nav: 'risks' } },
  { path: '/risks/:chain/:product', name: 'risk', component: () => import('./pages/RiskPage.vue'), meta: { title: 'nav.risks', nav: 'risks' } },
  { path: '/measures', name: 'measures', component: () => import('./pages/MeasuresPage.vue'), meta: { title: 'measure.register', nav: 'risks' } },
  { path: '/what-if', name: 'what-if', component: () => import('./pages/WhatIfPage.vue'), meta: { title: 'nav.what-if', nav: 'what-if' } },
  { path: '/repair', name: 'repair', component: () => import('./pages/RepairPage.vue'), meta: { title: 'nav.repair', nav: 'repair' } },
  { path: '/needs', name: 'needs', component: () => import('./pages/NeedsPage.vue'), meta: { title: 'nav.needs', nav: 'needs' } },
  { path: '/makers', name: 'makers', component: () => import('./pages/MakersPage.vue'), meta: { title: 'makers.title', nav: 'needs' } },
  { path: '/offers', name: 'offers', component: () => import('./pages/OffersPage.vue'), meta: { title: 'offers.title', nav: 'needs' } },
  { path: '/matches', name: 'matches', component: () => import('./pages/MatchesPage.vue'), meta: { title: 'progress.title', nav: 'needs' } },
  { path: '/watch', name: 'watch', component: () => import('./pages/WatchPage.vue'), meta: { title: 'watch.title', nav: '' } },
  { path: '/assignment', name: 'assignment', component: () => import('./pages/AssignmentPage.vue'), meta: { title: 'assignment.title', nav: 'needs' } },
  { path: '/needs/:id', name: 'need', component: () => import('./pages/NeedPage.vue'), meta: { title: 'nav.needs', nav: 'needs' } },
  { path: '/events', name: 'events', component: () => import('./pages/EventsPage.vue'), meta: { title: 'nav.events', nav: 'events' } },
  { path: '/events/:id', name: 'event', component: () => import('./pages/EventPage.vue'), meta: { title: 'nav.events', nav: 'events' } },
  { path: '/backbone', name: 'backbone', component: () => import('./pages/BackbonePage.vue'), meta: { title: 'backbone.title', nav: 'backbone' } },
  { path: '/about', name: 'about', component: () => import('./pages/AboutPage.vue'), meta: { title: 'nav.about', nav: 'about' } },
  { path: '/:rest(.*)*', name: 'missing', component: () => import('./pages/MissingPage.vue'), meta: { title: 'state.not_found', nav: '' } },
]

export const router = createRouter({
  history: createWebHistory(),
  routes,
  scrollBehavior(to, from, saved) {
    if (saved) return saved
    if (to.hash && document.querySelector(to.hash)) return { el: to.hash }
    return to.path === from.path ? undefined : { top: 0 } // a filter changed: stay
  },
})
