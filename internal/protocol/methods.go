package protocol

// Method pairs a method with its parameters and its result: the table from
// which TypeScript is generated, and the abilities that hello tells.
type Method struct {
	Name   string
	Params any
	Result any
}

// Methods are what the extension may ask.
var Methods = []Method{
	{MethodHello, HelloParams{}, HelloResult{}},
	{MethodPing, PingParams{}, PingParams{}},
	{MethodConfig, ConfigParams{}, ConfigResult{}},
	{MethodWatch, WatchParams{}, View{}},
	{MethodUnwatch, UnwatchParams{}, Empty{}},
	{MethodAct, ActParams{}, View{}},
	{MethodTicket, TicketParams{}, Ticket{}},
	{MethodOpened, OpenedParams{}, Empty{}},
	{MethodSignIn, Empty{}, SignInState{}},
	{MethodSignInBegin, SignInBeginParams{}, SignInBeginResult{}},
	{MethodSignInFinish, SignInFinishParams{}, SignInState{}},
	{MethodSignOut, Empty{}, SignInState{}},
	{MethodCookie, CookieParams{}, Empty{}},
	{MethodReload, Empty{}, Empty{}},
	{MethodSettings, Empty{}, SettingsResult{}},
	{MethodSet, SetParams{}, SetResult{}},
	{MethodRule, RuleParams{}, RuleText{}},
	{MethodSaveRule, SaveRuleParams{}, SavedRule{}},
	{MethodDropRule, RuleParams{}, Empty{}},
	{MethodLive, LiveParams{}, LiveReport{}},
	{MethodClients, Empty{}, ClientsResult{}},
}

// Push pairs a push with its parameters.
type Push struct {
	Name   string
	Params any
}

// Pushes are what the host may say unasked.
var Pushes = []Push{
	{PushView, View{}},
	{PushRenew, Empty{}},
	{PushSignIn, SignInState{}},
}
