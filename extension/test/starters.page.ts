/** Runs in a browser's page: which record each starter rule takes an address for, by the extension's own reading of rules. */
import { pathGroups } from "../src/content/address";
import { fieldsFor } from "../src/background/frames";
import { matches } from "../src/match";
import type { ObjectRule, SiteRule } from "../src/protocol.gen";
import dynamics from "../../manifests/sites/dynamics-365.json";
import freshdesk from "../../manifests/sites/freshdesk.json";
import hubspot from "../../manifests/sites/hubspot.json";
import pipedrive from "../../manifests/sites/pipedrive.json";
import salesforce from "../../manifests/sites/salesforce-lightning.json";
import servicenow from "../../manifests/sites/servicenow.json";
import zendesk from "../../manifests/sites/zendesk.json";
import zoho from "../../manifests/sites/zoho-crm.json";

export const starters = [dynamics, freshdesk, hubspot, pipedrive, salesforce, servicenow, zendesk, zoho] as unknown as { id: string; matches: string[]; objects: ObjectRule[] }[];

const GUID = "91330924-802a-4b0d-a900-34fd9d790829";
const SYS = "6816f79cc0a8016401c5a33be04be441";
const lightning = "https://example.lightning.force.com/lightning";
const dynamicsAt = "https://example.crm4.dynamics.com/main.aspx";
const now = "https://example.service-now.com";
const zohoAt = "https://crm.zoho.eu/crm";

/** Addresses, and the one record of one rule that each is; empty: of none. */
export const cases: { [address: string]: string } = {
  [`${lightning}/r/Contact/0031t00000AbCdEAAV/view`]: "salesforce-lightning contact 0031t00000AbCdEAAV",
  [`${lightning}/r/Contact/0031t00000AbCdE/view?ws=%2Flightning%2Fr%2FCase%2F5001t00000AbCdEAAV%2Fview`]: "salesforce-lightning contact 0031t00000AbCdE",
  [`https://example--uat.sandbox.lightning.force.com/lightning/r/Account/0011t00000AbCdEAAV/view`]: "salesforce-lightning account 0011t00000AbCdEAAV",
  [`${lightning}/r/Lead/00Q1t00000AbCdEEAV/view`]: "salesforce-lightning lead 00Q1t00000AbCdEEAV",
  [`${lightning}/r/Case/5001t00000AbCdEAAV/view`]: "salesforce-lightning case 5001t00000AbCdEAAV",
  [`${lightning}/r/Contact/0031t00000AbCdEAAV/edit`]: "",
  [`${lightning}/r/Contact/0031t00000AbCdEAAV/related/Cases/view`]: "",
  [`${lightning}/r/Contact/0031t00000AbCdEAA/view`]: "",
  [`${lightning}/r/Opportunity/0061t00000AbCdEAAV/view`]: "",
  [`${lightning}/o/Contact/list?filterName=Recent`]: "",
  [`${lightning}/o/Contact/new`]: "",
  [`${lightning}/setup/ObjectManager/Contact/FieldsAndRelationships/view`]: "",
  [`${lightning}/page/home`]: "",
  "https://example.lightning.force.com.evil.example/lightning/r/Contact/0031t00000AbCdEAAV/view": "",

  "https://example.zendesk.com/agent/tickets/35436": "zendesk ticket 35436",
  "https://example.zendesk.com/agent/users/4567": "zendesk user 4567",
  "https://example.zendesk.com/agent/users/4567/requested_tickets": "zendesk user 4567",
  "https://example.zendesk.com/agent/organizations/89/tickets": "zendesk organization 89",
  "https://example.zendesk.com/agent/tickets/new/1": "",
  "https://example.zendesk.com/agent/filters/360001": "",
  "https://example.zendesk.com/agent/users/new": "",
  "https://example.zendesk.com/agent/user_filters/12": "",
  "https://example.zendesk.com/admin/people/team/members": "",
  "https://example.zendesk.com/hc/en-us/requests/35436": "",

  [`${dynamicsAt}?appid=0a1b2c3d-0000-4000-8000-000000000001&pagetype=entityrecord&etn=contact&id=${GUID}`]: `dynamics-365 contact ${GUID}`,
  [`${dynamicsAt}?etn=contact&pagetype=entityrecord&id=%7B${GUID}%7D`]: `dynamics-365 contact {${GUID}}`,
  [`${dynamicsAt}?appid=1&newWindow=true&pagetype=entityrecord&etn=incident&id=${GUID}&formid=2`]: `dynamics-365 case ${GUID}`,
  [`${dynamicsAt}?pagetype=entityrecord&etn=account&id=${GUID}`]: `dynamics-365 account ${GUID}`,
  [`${dynamicsAt}?pagetype=entityrecord&etn=lead&id=${GUID}`]: `dynamics-365 lead ${GUID}`,
  [`${dynamicsAt}?appid=1&pagetype=entitylist&etn=contact&viewid=${GUID}&viewType=1039`]: "",
  [`${dynamicsAt}?appid=1&pagetype=entityrecord&etn=contact`]: "",
  [`${dynamicsAt}?appid=1&pagetype=dashboard&id=${GUID}&type=system`]: "",
  [`${dynamicsAt}?pagetype=entityrecord&etn=opportunity&id=${GUID}`]: "",
  [`${dynamicsAt}?pagetype=entityrecord&xetn=contact&id=${GUID}`]: "",
  [`https://example.crm4.dynamics.com/main.aspx/x?etn=contact&id=${GUID}`]: "",
  "https://home.dynamics.com/": "",

  "https://app.hubspot.com/contacts/62515/record/0-1/48951": "hubspot contact 48951",
  "https://app-eu1.hubspot.com/contacts/62515/record/0-1/48951/?interaction=note": "hubspot contact 48951",
  "https://app.hubspot.com/contacts/62515/record/0-2/77": "hubspot company 77",
  "https://app.hubspot.com/contacts/62515/record/0-5/78": "hubspot ticket 78",
  "https://app.hubspot.com/contacts/62515/objects/0-1/views/all/list": "",
  "https://app.hubspot.com/contacts/62515/record/0-3/79": "",
  "https://app.hubspot.com/contacts/62515/record/0-1/": "",
  "https://app.hubspot.com/contacts/62515/record/0-1/48951/history": "",
  "https://app.hubspot.com/property-settings/62515/properties?type=0-1": "",

  [`${now}/nav_to.do?uri=customer_contact.do?sys_id=${SYS}`]: `servicenow contact ${SYS}`,
  [`${now}/nav_to.do?uri=%2Fsn_customerservice_case.do%3Fsys_id%3D${SYS}%26sysparm_stack%3D`]: `servicenow case ${SYS}`,
  [`${now}/now/nav/ui/classic/params/target/csm_consumer.do%3Fsys_id%3D${SYS}%26sysparm_view%3D`]: `servicenow consumer ${SYS}`,
  [`${now}/sys_user.do?sys_id=${SYS}&sysparm_view=`]: `servicenow user ${SYS}`,
  [`${now}/now/workspace/agent/record/customer_contact/${SYS}`]: `servicenow contact ${SYS}`,
  [`${now}/now/cwf/agent/record/sn_customerservice_case/${SYS}/params/selected-tab/details`]: `servicenow case ${SYS}`,
  [`${now}/now/cwf/agent/record/sn_customerservice_case/0000f79cc0a8016401c5a33be04be441/sub/record/customer_contact/${SYS}`]: `servicenow contact ${SYS}`,
  [`${now}/nav_to.do?uri=customer_contact_list.do`]: "",
  [`${now}/nav_to.do?uri=%2Fcustomer_contact_list.do%3Fsysparm_query%3Dsys_id%3D${SYS}`]: "",
  [`${now}/nav_to.do?uri=customer_contact.do?sys_id=-1`]: "",
  [`${now}/nav_to.do?uri=x_customer_contact.do?sys_id=${SYS}`]: "",
  [`${now}/now/cwf/agent/list/params/list-id/${SYS}`]: "",
  [`${now}/now/nav/ui/classic/params/target/sys_properties.do%3Fsys_id%3D${SYS}`]: "",
  [`${now}/now/nav/ui/home`]: "",

  "https://example.freshdesk.com/a/contacts/29001234567": "freshdesk contact 29001234567",
  "https://example.freshdesk.com/a/tickets/4711": "freshdesk ticket 4711",
  "https://example.freshdesk.com/a/companies/29000042": "freshdesk company 29000042",
  "https://example.freshdesk.com/a/contacts": "",
  "https://example.freshdesk.com/a/contacts/29001234567/edit": "",
  "https://example.freshdesk.com/a/tickets/filters/all_tickets": "",
  "https://example.freshdesk.com/a/tickets/new": "",
  "https://example.freshdesk.com/a/admin/contact_fields": "",
  "https://example.freshdesk.com/support/tickets/4711": "",

  [`${zohoAt}/org20012345/tab/Contacts/432100000123456`]: "zoho-crm contact 432100000123456",
  [`${zohoAt}/tab/Leads/432100000123457`]: "zoho-crm lead 432100000123457",
  ["https://crm.zoho.com/crm/org1/tab/Accounts/432100000123458?sub_module=Notes"]: "zoho-crm account 432100000123458",
  ["https://crm.zohocloud.ca/crm/org1/tab/Cases/432100000123459"]: "zoho-crm case 432100000123459",
  [`${zohoAt}/org20012345/tab/Contacts/custom-view/432100000000001/list?page=1`]: "",
  [`${zohoAt}/org20012345/tab/Contacts/432100000123456/edit`]: "",
  [`${zohoAt}/org20012345/tab/Contacts/create`]: "",
  [`${zohoAt}/org20012345/settings/modules/Contacts/layouts/1`]: "",
  [`${zohoAt}/org20012345/tab/Potentials/432100000123456`]: "",

  "https://example.pipedrive.com/person/17": "pipedrive person 17",
  "https://example.pipedrive.com/organization/18": "pipedrive organization 18",
  "https://example.pipedrive.com/deal/19": "pipedrive deal 19",
  "https://example.pipedrive.com/persons/list/user/everyone": "",
  "https://example.pipedrive.com/person/17/edit": "",
  "https://example.pipedrive.com/persons": "",
  "https://example.pipedrive.com/settings/fields?type=PERSON": "",
};

/** All records that the rules take an address for, by their own id. */
function recordsAt(address: string): string {
  const found = starters.filter((rule) => rule.matches.some((pattern) => matches(pattern, address))).flatMap((rule) =>
    rule.objects.map((object) => ({ rule, object, groups: pathGroups(object, address) })).filter(({ groups }) => groups !== null));
  return found.map(({ rule, object, groups }) => `${rule.id} ${object.type} ${object.recordId.flatMap((field) => groups?.[field.path ?? `?${field.query}`] ?? []).join("|")}`).join(", ");
}

const form = `${now}/customer_contact.do?sys_id=${SYS}`;
/** A page, the frame of its record, and whether that is a part of the record around it: else it is a page by itself, with a button. */
export const framed: [page: string, frame: string, isPart: boolean][] = [
  [`${now}/nav_to.do?uri=customer_contact.do?sys_id=${SYS}`, form, true],
  [`${now}/now/nav/ui/classic/params/target/customer_contact.do%3Fsys_id%3D${SYS}`, form, true],
  [`${now}/navpage.do`, form, false],
];
const isPart = ([page, frame]: (typeof framed)[number]) => starters.some((rule) => fieldsFor(rule as unknown as SiteRule, frame, page).length > 0);

if (typeof document !== "undefined") document.title = JSON.stringify([...Object.keys(cases).map(recordsAt), framed.map(isPart)]);
