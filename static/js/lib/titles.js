// What a heading is called: one title, or two beside each other, such as those of two sectors.

import { html } from "htm/preact"

/** @param {{cluster: Cluster}} props */
export const Titles = ({ cluster }) => html`<span>${cluster.title ?? "Heading removed"}</span>${cluster.second && html` <span class="titles__second" data-slot="second">${cluster.second}</span>`}`

/** The same on one line. @param {Cluster | undefined} cluster */
export const titleOf = (cluster) => [cluster?.title ?? "Heading removed", cluster?.second].filter(Boolean).join(" / ")
