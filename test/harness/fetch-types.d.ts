/** The typed client is written for pages too, where this name is the browser's; Node's types have it under none. */
type BodyInit = NonNullable<RequestInit['body']>;
