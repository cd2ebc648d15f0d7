/** The desks: which roles work at each, and where it is. */
import type { Component } from 'vue'

export interface Desk {
  name: string
  path: string
  /** Empty: everyone. */
  roles: readonly string[]
  load: () => Promise<{ default: Component }>
  /** Drawn in a box of 24 by 24. */
  icon: string
  /** Not in the navigation. */
  hidden?: boolean
  /** Without the frame: it fills the screen. */
  bare?: boolean
}

const DISPATCHERS = ['dispatcher', 'supervisor', 'administrator']

const INTAKE = ['operator', ...DISPATCHERS]

export const DESKS: readonly Desk[] = [
  { name: 'home', path: '/', roles: [], load: () => import('@/frame/HomePage.vue'), icon: 'M12 3 2 12h3v8h5v-5h4v5h5v-8h3L12 3Z' },
  { name: 'operator', path: '/operator', roles: INTAKE, load: () => import('@/desks/operator/OperatorPage.vue'), icon: 'M12 3a8 8 0 0 0-8 8v6h4v-7H6a6 6 0 0 1 12 0h-2v7h2v1h-5v2h7v-9a8 8 0 0 0-8-8Z' },
  { name: 'dispatch', path: '/dispatch', roles: DISPATCHERS, load: () => import('@/desks/dispatch/QueuePage.vue'), icon: 'M4 4h11v4H4V4Zm0 6h16v4H4v-4Zm0 6h8v4H4v-4Zm14-13 4 4-4 4V3Z' },
  { name: 'handling', path: '/handling', roles: ['handler', ...DISPATCHERS], load: () => import('@/desks/handler/HandlerPage.vue'), icon: 'M5 3h14v18H5V3Zm2 2v14h10V5H7Zm2 3h6v2H9V8Zm0 4h6v2H9v-2Z' },
  { name: 'callbacks', path: '/callbacks', roles: INTAKE, load: () => import('@/desks/callbacks/CallBackPage.vue'), icon: 'M6 3l4 4-2 2c1 3 3 5 6 6l2-2 4 4c-1 3-3 4-5 4C8 20 3 14 3 8c0-2 1-4 3-5Z' },
  { name: 'network', path: '/network', roles: [], load: () => import('@/desks/network/NetworkPage.vue'), icon: 'M10 2h4v5h-4V2Zm1 5h2v4h6v4h-2v-2h-4v2h-2v-2H7v2H5v-4h6V7Zm-8 9h6v5H3v-5Zm6 0h6v5H9v-5Zm6 0h6v5h-6v-5Z' },
  { name: 'aid', path: '/aid', roles: ['handler', 'aid_surveyor', 'aid_approver', 'aid_payer', 'auditor', 'administrator'], load: () => import('@/desks/aid/AidPage.vue'), icon: 'M12 21 4 13a5 5 0 0 1 8-6 5 5 0 0 1 8 6l-8 8Zm0-3 6-6a3 3 0 0 0-5-3l-1 2-1-2a3 3 0 0 0-5 3l6 6Z' },
  { name: 'exports', path: '/exports', roles: [], load: () => import('@/desks/exports/ExportPage.vue'), icon: 'M11 3h2v9l3-3 1.4 1.4L12 15.8l-5.4-5.4L8 9l3 3V3ZM4 17h2v2h12v-2h2v4H4v-4Z' },
  { name: 'disclosures', path: '/disclosures', roles: ['supervisor', 'auditor', 'administrator'], load: () => import('@/desks/disclosures/DisclosurePage.vue'), icon: 'M12 5c5 0 9 4 10.500 7-1.500 3-5.500 7-10.500 7S3 15 1.500 12C3 9 7 5 12 5Zm0 3a4 4 0 1 0 0 8 4 4 0 0 0 0-8Zm0 2a2 2 0 1 1 0 4 2 2 0 0 1 0-4Z' },
  { name: 'admin', path: '/admin', roles: ['administrator'], load: () => import('@/desks/admin/AdminPage.vue'), icon: 'M10 2h4l.6 2.6 1.9.8 2.3-1.4 2.8 2.8-1.4 2.3.8 1.9L23.5 12l-2.5 1-.8 1.9 1.4 2.3-2.8 2.8-2.3-1.4-1.9.8L14 22h-4l-.6-2.6-1.9-.8-2.3 1.4-2.8-2.8 1.4-2.3-.8-1.9L.5 12 3 11l.8-1.9-1.4-2.3 2.8-2.8 2.3 1.4 1.9-.8L10 2Zm2 6a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z' },
  { name: 'wall', path: '/wall', roles: [], load: () => import('@/desks/network/WallPage.vue'), icon: '', hidden: true, bare: true },
  { name: 'order', path: '/orders/:id', roles: [], load: () => import('@/desks/orders/OrderPage.vue'), icon: '', hidden: true },
  { name: 'profile', path: '/profile', roles: [], load: () => import('@/frame/ProfilePage.vue'), icon: 'M12 3a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9Zm0 11c5 0 9 2.5 9 5.5V21H3v-1.5C3 16.5 7 14 12 14Z' },
]

/** Whether somebody of this role may work at the desk. */
export const opens = (desk: Desk, role: string | undefined) => desk.roles.length === 0 || (role !== undefined && desk.roles.includes(role))

export { DISPATCHERS }
