package analysis

func (st *study) events() {}
