// Lets a browser install this page, with an icon: it is told which one of which café. docs/protocol.md §10.
import { at } from './base.js';
import { h } from './dom.js';

const [page, id] = location.pathname.split('/').slice(-2);
document.head.append(h('link', { rel: 'manifest', href: at(`manifest/${page}/${id}`) }));
