export const contactFields = ['Id', 'AccountId', 'Name', 'Email', 'Phone'];
