"""售后 Shouhou: an after-sales chatbot people can trust."""
